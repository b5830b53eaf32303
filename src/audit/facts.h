// What follows from one run's record alone.
#pragma once

#include <vector>

#include "audit/material.h"

namespace mutation {

// Everything but what needs the other runs: original, counts and the groups.
RunFacts facts_of(const RecordedRun& run);

// For each run the one of which it is a copy (kNone: of none): the same moment to the microsecond,
// or the same model, hyperparameters, duration and energy. The fullest record is the original, the
// first of equals.
std::vector<std::size_t> originals_of(const std::vector<RecordedRun>& runs);

}  // namespace mutation
