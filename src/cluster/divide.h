// Which runs of a plan belong together, so that one task does them, on one node and one GPU. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "model/plan.h"

namespace mutation {

// An interleaved block of the plan, or an entry's runs that are in none, in the order of the plan.
struct RunBlock {
  int number = 1;                 // from 1, in the order of their first runs
  std::vector<std::size_t> runs;  // positions in Plan::runs
};

// What shares a configuration that is run until its interval is narrow is one block: the decision
// needs all of its runs. With `pin_configurations` what shares any configuration is one. Runs whose
// configuration is not said (0) share none.
std::vector<RunBlock> divide(const Plan& plan, bool pin_configurations);

}  // namespace mutation
