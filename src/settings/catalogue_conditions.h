// The `when` of a hyperparameter in the catalogue: under which values of others it counts.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "settings/object_reader.h"

namespace mutation {

// A `when` that was seen, with the name of the hyperparameter that it stands at.
struct ConditionPlace {
  std::string name;
  JsonPlace place;
};

// {"optimizer": ["sgd"]}: into the specs' conditions. Unknown names, values of another type,
// conditions that wait for each other, and conditions on what has no known default are problems.
void read_conditions(const std::vector<ConditionPlace>& places,
                     const std::vector<std::string>& models, std::vector<HyperparameterSpec>& specs,
                     ProblemList& problems);

}  // namespace mutation
