// The `supported_hyperparams` object of a repo in the catalogue.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "settings/object_reader.h"

namespace mutation {

// In the order of the file, which is the order of draws. Of `repo` the models and the model flag
// are known already: no hyperparameter may have the same flag.
std::vector<HyperparameterSpec> read_hyperparameter_specs(ObjectReader& reader,
                                                          const RepoSpec& repo);

// Whether the place holds a flag: one word, not empty. Else a problem.
bool check_flag(const JsonPlace& place, const std::string& flag, ProblemList& problems);

}  // namespace mutation
