// What the tasks of a submitted session have recorded, put into the session itself. Reads the
// blocks' stores, also while tasks write them, and writes nothing but the session's own.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace mutation {

struct Collected {
  std::size_t blocks = 0;     // that have recorded anything
  std::size_t unchanged = 0;  // of these, those that were as they had been collected before
  std::size_t taken = 0;      // runs that are new, or not as they were
  std::size_t dropped = 0;    // runs that a task recorded which did not count any more
  int left = 0;               // runs that are not done
  bool ended = false;         // nothing is left to do
  // Blocks that could not be read; what was collected of them before stands.
  std::vector<Error> failed;
};

// May be cut off and done again at any time; what has not changed is not read again. An error when
// another program writes the session (another collection, too), or its store cannot be written.
Result<Collected> collect_session(const std::string& session, UtcTime now);

}  // namespace mutation
