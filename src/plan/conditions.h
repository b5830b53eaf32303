// Whether a hyperparameter can count under the catalogue's conditions, whatever is drawn for
// others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/settings.h"
#include "model/value.h"

namespace mutation {

// What the hyperparameters of one training can come to.
struct PossibleValues {
  const RepoSpec& repo;
  const std::string& model;
  const Hyperparameters& given;
  std::vector<HyperparameterSpec> drawn;  // as the entry draws them
  bool some_at_a_time = false;            // what is drawn may also keep its default
};

// Absent where `spec` counts for some of the values; else why it never does, and what would change
// it. REQUIRES: conditions do not go round in a circle.
std::optional<Error> never_counts(const HyperparameterSpec& spec, const PossibleValues& possible);

// An error for each of the given values that never counts.
std::vector<Error> given_in_vain(const PossibleValues& possible);

// The problems as one error. REQUIRES: not empty.
Error all_of(const std::vector<Error>& problems);

// Of a training of which nothing is drawn: an error where a given value does not count.
Status check_given(const RepoSpec& repo, const TrainingRequest& request);

}  // namespace mutation
