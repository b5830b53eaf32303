// How a training is called: its argv, and what its hyperparameters come to. Words only; nothing is
// looked up on disk and nothing is quoted.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/value.h"

namespace mutation {

// The train script as the catalogue names it, to be run in the repo's directory; the model behind
// its flag (unless there is no flag or the model is "default"); the required arguments, split on
// white space; `flag value` for each of `hyperparameters`, in their order; for a boolean its flag
// alone where it is true, its false flag, if it has one, where it is false.
// REQUIRES: each hyperparameter is in the catalogue.
std::vector<std::string> training_command(const RepoSpec& repo, const std::string& model,
                                          const Hyperparameters& hyperparameters);

// What the training really uses, in catalogue order: the given value, else the catalogue's default
// for the model; what has neither is left out, because only the train script knows it, and so is
// what does not count under its conditions.
Hyperparameters effective_hyperparameters(const RepoSpec& repo, const std::string& model,
                                          const Hyperparameters& hyperparameters);

}  // namespace mutation
