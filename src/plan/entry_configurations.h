// The configurations of one entry, in the order in which they are to be run as written.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "plan/configurations.h"

namespace mutation {

struct EntryRequest {
  const RepoSpec& repo;  // the foreground's
  const Entry& entry;
  int runs = 1;                    // as precedence.h says, before `repeat`
  bool runs_said_for_all = false;  // `runs` comes from the top level or from nowhere
  int repeat = 1;
  bool until = false;                // `repeat` is the least number of runs (RepeatUntil)
  const KnownConfigurations& known;  // what draws are not to repeat; none: they are not compared
  int most = 0;                      // runs that there may be
};

struct EntryConfigurations {
  std::vector<Configuration> configurations;
  std::vector<std::string> notes;
};

// Baseline runs, then the given configuration or those that the entry's search finds; each with the
// number of its runs. None, with a note, where all that there are is known already.
Result<EntryConfigurations> entry_configurations(const EntryRequest& request, PythonRandom& random);

}  // namespace mutation
