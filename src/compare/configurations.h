// The mean of each configuration in each figure. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/analysis.h"

namespace mutation {

// In the order of their first runs. Of more than 300 those that were run once are left out, and
// `notes` says how many.
std::vector<AnalysedConfiguration> configurations_of(const AuditedRuns& audited,
                                                     const RunGroup& runs,
                                                     const std::vector<std::string>& figures,
                                                     std::vector<std::string>& notes);

}  // namespace mutation
