// Floats written as a printf format says, instead of in the shortest form that reads back the same:
// for commands that are to equal another program's, word for word.
#pragma once

#include <string>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/plan.h"

namespace mutation {

// Accepted: % [+|#] [.PRECISION] e|f|g|E|F|G, precision 0 to 60 (6 where none is given), and
// nothing around it.
Status check_float_format(const std::string& format);

// REQUIRES: check_float_format(format); a finite value.
std::string formatted(double value, const std::string& format);

// Writes every float of the plan's commands so. What is recorded is what is passed: the value that
// the word reads back as. Where that is another than before, the hyperparameters as they were stand
// beside (PlannedTraining::unrounded_hyperparameters). Notes say where floats became 0, and how
// many runs became the same as another of their entry.
// REQUIRES: check_float_format(format); the plan's repos are in the catalogue.
void apply_float_format(Plan& plan, const Catalogue& catalogue, const std::string& format);

}  // namespace mutation
