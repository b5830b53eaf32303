// Whether runs of equal configurations lie closer together than to the fitted line. Pure.
#pragma once

#include <optional>
#include <vector>

#include "compare/design.h"
#include "stats/least_squares.h"

namespace mutation {

// The F test of pure error against what else is left over (Draper and Smith, Applied Regression
// Analysis, 3rd ed., section 2.1). Absent where no configuration was repeated, or as many
// configurations as coefficients were run. `response`: one value for each of the design's runs.
std::optional<TermTest> lack_of_fit(const Design& design, const std::vector<double>& response,
                                    const LeastSquares& fit);

}  // namespace mutation
