// What a run's hyperparameters were in effect, where its record has only those that were passed.
#pragma once

#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// Whole numbers that a file holds as 10.0 become such where the catalogue says so. Fills the
// effective hyperparameters, of the background too, where the record has none, and says in
// `inferred` what that rests on. A repo or model that the catalogue does not know is left as it is.
void fill_effective(const Catalogue& catalogue, RecordedRun& run);

}  // namespace mutation
