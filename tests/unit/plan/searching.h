// A space made of a few hyperparameters, for the tests of searches.
#pragma once

#include "plan/configurations.h"
#include "plan/value_set.h"
#include "unit/plan/fixtures.h"

namespace mutation::fixtures {

// A repo that has these, and the request to mutate them all.
struct Searching {
  explicit Searching(std::vector<HyperparameterSpec> parameters) {
    repo.name = "repo";
    repo.hyperparameters = std::move(parameters);
    request = {"repo", "model", Mode::mutation, {"all"}, {}};
  }

  SearchSpace space() const {
    std::vector<std::string> notes;
    return search_space(repo, request, notes).value();
  }
  ConfigurationKeys keys() const { return {repo, "model", false}; }
  // So many runs of it, elsewhere.
  void know(const Hyperparameters& given) { ++past[keys().of(given)]; }

  FoundConfigurations random(int configurations, PythonRandom& generator) const {
    const SearchSpace all = space();
    return random_configurations({all, keys(), {&past}, configurations}, generator);
  }
  Result<FoundConfigurations> grid(std::uint64_t most = 1000) const {
    const SearchSpace all = space();
    return grid_configurations({all, keys(), {&past}, 1}, request.draw_overrides, most);
  }
  FoundConfigurations hypercube(int points, std::uint64_t seed) const {
    const SearchSpace all = space();
    PythonRandom generator(seed);
    return latin_hypercube_configurations({all, keys(), {&past}, points}, generator);
  }
  FoundConfigurations sobol(int points, std::uint64_t seed) const {
    const SearchSpace all = space();
    PythonRandom generator(seed);
    return sobol_configurations({all, keys(), {&past}, points}, generator);
  }

  RepoSpec repo;
  TrainingRequest request;
  ConfigurationCounts past;
};

inline std::vector<Hyperparameters> values_of(const FoundConfigurations& found) {
  std::vector<Hyperparameters> all;
  for (const Configuration& configuration : found.configurations)
    all.push_back(configuration.hyperparameters);
  return all;
}

inline std::vector<std::string> texts_of(const FoundConfigurations& found) {
  std::vector<std::string> all;
  for (const Configuration& configuration : found.configurations)
    all.push_back(to_text(configuration.hyperparameters));
  return all;
}

inline HyperparameterSpec choice(const std::string& name, std::vector<Value> choices) {
  HyperparameterSpec spec;
  spec.name = name;
  spec.flag = "--" + name;
  spec.choices = std::move(choices);
  spec.default_value = spec.choices.front();
  return spec;
}

}  // namespace mutation::fixtures
