// What the tasks of a submitted session have recorded and nobody has collected yet.
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace mutation {

// How many blocks have ended runs that are not in the session's own store, or are otherwise there;
// a block that cannot be read is one of them. Writes nothing. An error when the session's store or
// the list of its blocks cannot be read.
Result<std::size_t> uncollected_blocks(const std::string& session, UtcTime now);

}  // namespace mutation
