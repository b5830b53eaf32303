// How many runs a plan may come to, where runs are added until an interval is narrow. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "model/plan.h"

namespace mutation {

// Planned runs, and with those that may be added.
struct PlanSize {
  std::size_t least = 0;
  std::size_t most = 0;
};

// Warm-ups are left out.
PlanSize plan_size(const std::vector<PlannedRun>& runs);
// Of each entry (from 0) by itself.
std::map<int, PlanSize> sizes_by_entry(const std::vector<PlannedRun>& runs);

// "5", "5 to 30".
std::string to_text(const PlanSize& size);

// "5 to 30 runs of each configuration until its GPU energy above idle is known to ±1 %".
std::string to_text(const RepeatUntil& until);

}  // namespace mutation
