// How well a standard deviation is known. Pure.
#pragma once

#include <span>

#include "stats/mean_interval.h"

namespace mutation {

// The standard deviation of independent values of a normal distribution, with its interval by the
// chi-square distribution. REQUIRES: at least two values; 0 < confidence < 1.
Interval deviation_interval(std::span<const double> values, double confidence = kUsualConfidence);

}  // namespace mutation
