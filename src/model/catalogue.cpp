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

}  // namespace mutation
