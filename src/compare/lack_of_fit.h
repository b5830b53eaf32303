// Whether runs of equal configurations lie closer together than to the fitted line. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/design.h"
#include "stats/least_squares.h"

namespace mutation {

// The F test of pure error against what else is left over (Draper and Smith, Applied Regression
// Analysis, 3rd ed., section 2.1). Where it finds that configurations lie off the line by more than
// their runs scatter, the fit's errors, intervals and tests become those of the configurations'
// scatter around the line, for repeats of a configuration say nothing of that; and the test is
// returned. Else absent, also where no configuration was repeated, or as many configurations as
// coefficients were run. `response`: one value for each of the design's runs.
std::optional<TermTest> allow_for_lack_of_fit(const Design& design,
                                              const std::vector<double>& response,
                                              LeastSquares& fit);
// What it says of the effects.
std::string lack_text(const TermTest& lack);

}  // namespace mutation
