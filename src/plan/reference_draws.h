// The configurations of one entry as the Python tool drew them: its keys, its bound of attempts,
// and the state in which it left the generator also where it failed midway.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/history.h"
#include "model/reference_settings.h"
#include "plan/python_random.h"

namespace mutation {

// Defaults whose JSON number is of another kind than the hyperparameter (a 0 for a float) were
// never equal to a draw: "REPO/NAME" of each.
using OddDefaults = std::set<std::string>;

struct ReferenceDraws {
  std::vector<Hyperparameters> configurations;  // in full, not as they were passed
  int attempts = 0;
  std::string failed;  // why it stopped midway, drawing in vain; "": it did not
};

// As many as entry.runs asks, if they are found within 1000 attempts: none twice (floats to 6
// decimals, with the mode), none with all defaults, none that a row of the history has in the
// columns compared. Whole numbers of a history were floats there and equal no draw.
// REQUIRES: entry.draws, its names are `repo`'s.
ReferenceDraws draw_as_reference(const ReferenceEntry& entry, const RepoSpec& repo,
                                 const OddDefaults& odd_defaults,
                                 const std::vector<PastConfiguration>& history,
                                 PythonRandom& random);

}  // namespace mutation
