#include "plan/taken.h"

#include <fmt/format.h>

#include <utility>

namespace mutation {

bool Taken::is_new(const ConfigurationKey& key) const {
  return !own_.contains(key) && times_known(wanted_.known, key) == 0;
}

bool Taken::add(Hyperparameters drawn, std::vector<Configuration>& found) {
  Hyperparameters configuration = configuration_of(wanted_.space, std::move(drawn));
  const ConfigurationKey key = wanted_.keys.of(configuration);
  if (times_known(wanted_.known, key) > 0 || !own_.emplace(key, 1).second) return false;
  found.push_back({std::move(configuration), key, 1});
  return true;
}

ConfigurationKey defaults_key(const Wanted& wanted) {
  return wanted.keys.of(wanted.space.pinned);
}

std::string runs_text(std::size_t runs) {
  return runs == 1 ? "1 run" : fmt::format("{} runs", runs);
}

}  // namespace mutation
