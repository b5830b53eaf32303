// Starts one life of the training inside the tree.
#pragma once

#include <sys/types.h>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "keeper/population.h"
#include "keeper/tree.h"

namespace mutation {

struct Life {
  int number = 1;
  pid_t pid = 0;
  Instant start;
  UniqueFd end;  // in a PID namespace: take_end(); else the keeper reaps `pid` itself
};

// Opens the log file, executes the training, adds it to the population. Where the kernel refuses to
// let it be born in the cgroup `method` becomes `sweep`.
Result<Life> start_life(const TreeSpec& spec, int number, TreeMethod* method,
                        Population* population);

// The log of life `number`: "{}" replaced by it.
std::string log_of_life(const TreeSpec& spec, int number);

}  // namespace mutation
