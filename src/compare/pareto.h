// Which runs no other run beats in both energy and a metric. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/analysis.h"

namespace mutation {

// For each training, mode and device every metric against `figure`, of which less is better.
// `notes` takes metrics whose direction nobody says: they have no front.
std::vector<ParetoFront> pareto_fronts(const AuditedRuns& audited, const RunGroup& runs,
                                       const std::string& figure, const Catalogue* catalogue,
                                       std::vector<std::string>& notes);

}  // namespace mutation
