#include "cluster/divide.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace mutation {
namespace {

// Groups that grow together: each position leads, perhaps over others, to the first of its group.
class Groups {
 public:
  explicit Groups(std::size_t size) : leads_to_(size) {
    std::iota(leads_to_.begin(), leads_to_.end(), std::size_t{0});
  }
  std::size_t first_of(std::size_t position) {
    while (leads_to_[position] != position) {
      leads_to_[position] = leads_to_[leads_to_[position]];
      position = leads_to_[position];
    }
    return position;
  }
  void join(std::size_t a, std::size_t b) {
    const auto [first, second] = std::minmax({first_of(a), first_of(b)});
    leads_to_[second] = first;
  }

 private:
  std::vector<std::size_t> leads_to_;
};

}  // namespace

std::vector<RunBlock> divide(const Plan& plan, bool pin_configurations) {
  Groups groups(plan.runs.size());
  std::map<std::pair<int, int>, std::size_t> blocks;  // interleaved block, else entry
  std::map<int, std::size_t> configurations;
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    const PlannedRun& run = plan.runs[i];
    const auto block = run.block > 0 ? std::pair(run.block, -1) : std::pair(0, run.entry);
    groups.join(i, blocks.try_emplace(block, i).first->second);
    if (run.configuration == 0 || !(pin_configurations || run.repeat_until)) continue;
    groups.join(i, configurations.try_emplace(run.configuration, i).first->second);
  }
  std::vector<RunBlock> divided;
  std::map<std::size_t, std::size_t> place;  // of a group among the blocks
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    const auto [found, is_new] = place.try_emplace(groups.first_of(i), divided.size());
    if (is_new) divided.push_back({static_cast<int>(divided.size()) + 1, {}});
    divided[found->second].runs.push_back(i);
  }
  return divided;
}

}  // namespace mutation
