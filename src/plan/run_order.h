// In which order the runs of a plan are made. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/settings.h"

namespace mutation {

// One measured run of the plan, before it is written out.
struct RunSlot {
  std::size_t entry = 0;          // position among the planned entries
  std::size_t configuration = 0;  // position among its entry's
  int number = 0;                 // PlannedRun::configuration
  int block = 0;                  // PlannedRun::block
};

// Puts the runs, which come as written, in this order. `seed` is the plan's; shuffling has its own
// generator, so that no draw depends on it. Gives a note where the order does less than its name
// says; else "".
std::string arrange(Order order, std::uint64_t seed, std::vector<RunSlot>& runs);

}  // namespace mutation
