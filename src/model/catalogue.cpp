#include "model/catalogue.h"

#include <algorithm>

namespace mutation {

const RepoSpec* find_repo(const Catalogue& catalogue, const std::string& name) {
  const auto found = std::ranges::find(catalogue.repos, name, &RepoSpec::name);
  return found == catalogue.repos.end() ? nullptr : &*found;
}

const HyperparameterSpec* find_hyperparameter(const RepoSpec& repo, const std::string& name) {
  const auto found = std::ranges::find(repo.hyperparameters, name, &HyperparameterSpec::name);
  return found == repo.hyperparameters.end() ? nullptr : &*found;
}

bool can_be_drawn(const HyperparameterSpec& spec) {
  return spec.range.has_value() || !spec.choices.empty();
}

std::string to_text(Direction direction) {
  return direction == Direction::higher ? "higher" : "lower";
}

std::vector<HyperparameterSpec> hyperparameters_for(const RepoSpec& repo,
                                                    const std::string& model) {
  std::vector<HyperparameterSpec> specs = repo.hyperparameters;
  for (HyperparameterSpec& spec : specs) {
    const auto own = std::ranges::find(spec.model_overrides, model, &ModelOverride::model);
    if (own == spec.model_overrides.end()) continue;
    if (own->default_value) spec.default_value = own->default_value;
    if (own->range) spec.range = own->range;
  }
  return specs;
}

}  // namespace mutation
