// Whether what is compared was run one after the other, so that a drift of the machine cannot be
// told from a difference. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compare/circumstances.h"

namespace mutation {

using RunsOfSides = std::pair<RunGroup, RunGroup>;

// What is to be said of it, or "": where one side was run after the other; where it was so within
// every session that has both, or every stratum, the same side first in each. Runs without a start
// tell nothing. REQUIRES: no stratum is without runs of both sides.
std::string note_on_order(const RunGroup& a, const RunGroup& b,
                          const std::vector<RunsOfSides>& strata);

// Whether runs of one session had the values of a hyperparameter one after the other, each several
// times on average. `values`: one for each run.
bool follow_each_other(const RunGroup& runs, const std::vector<std::string>& values);

}  // namespace mutation
