// What an entry's configurations are searched in: which hyperparameters are mutated, from which
// values, and what is given beside them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/settings.h"
#include "model/value.h"

namespace mutation {

struct SearchSpace {
  const RepoSpec* repo = nullptr;
  std::string model;
  // In the order of draws: as asked, for "all" as in the catalogue. As this model and this entry
  // have them; each passes check_drawable().
  std::vector<HyperparameterSpec> parameters;
  Hyperparameters pinned;  // given beside them
  // How many of `parameters` a configuration mutates; the others keep their defaults.
  CountRange at_once;
};

// The space of a foreground that is to be mutated. What "all" leaves out goes to `notes`, and what
// can never count beside the rest. An error when nothing can be drawn, with what cannot; all of the
// request's contradictions together.
Result<SearchSpace> search_space(const RepoSpec& repo, const TrainingRequest& request,
                                 std::vector<std::string>& notes);

// `drawn` as a configuration: only what counts under the catalogue's conditions, and what is given.
Hyperparameters configuration_of(const SearchSpace& space, Hyperparameters drawn);

// How many ways there are to choose and fill in the mutated ones; at most kManyValues. Some of them
// may be the same configuration.
std::uint64_t ways(const SearchSpace& space);

// Each of the ways in turn, as values of the mutated ones, in a fixed order. REQUIRES: ways(space)
// is small enough for this.
void for_each_way(const SearchSpace& space,
                  const std::function<void(const Hyperparameters&)>& visit);

}  // namespace mutation
