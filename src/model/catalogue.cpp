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

const std::optional<Value>& default_for(const HyperparameterSpec& spec, const std::string& model) {
  const auto own = std::ranges::find(spec.model_overrides, model, &ModelOverride::model);
  const bool has_own = own != spec.model_overrides.end() && own->default_value;
  return has_own ? own->default_value : spec.default_value;
}

bool counts(const RepoSpec& repo, const std::string& model, const HyperparameterSpec& spec,
            const Hyperparameters& given) {
  return std::ranges::all_of(spec.conditions, [&](const Condition& condition) {
    const HyperparameterSpec* const other = find_hyperparameter(repo, condition.name);
    if (!other || !counts(repo, model, *other, given)) return false;
    const Value* value = find(given, other->name);
    if (!value) {
      const std::optional<Value>& usual = default_for(*other, model);
      value = usual ? &*usual : nullptr;
    }
    return value && std::ranges::any_of(condition.values, [&](const Value& wanted) {
             return same_value(wanted, *value);
           });
  });
}

Hyperparameters only_counting(const RepoSpec& repo, const std::string& model,
                              const Hyperparameters& given) {
  Hyperparameters counting;
  for (const NamedValue& value : given) {
    const HyperparameterSpec* const spec = find_hyperparameter(repo, value.name);
    if (!spec || counts(repo, model, *spec, given)) counting.push_back(value);
  }
  return counting;
}

}  // namespace mutation
