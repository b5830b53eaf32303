// How well a mean is known. Pure.
#pragma once

#include <span>

namespace mutation {

// A value and its confidence interval; the bounds are infinite where nothing bounds them.
struct Interval {
  double value = 0;
  double low = 0;
  double high = 0;
};

inline constexpr double kUsualConfidence = 0.95;
// Relative to a mean: a spread or a difference at or below it is taken as none, for the mean of
// equal values is not quite their value.
inline constexpr double kRounding = 1e-12;

// 0 for a single value. REQUIRES: not empty.
double mean_of(std::span<const double> values);
// With n - 1 in the denominator. REQUIRES: at least two values.
double standard_deviation(std::span<const double> values);

// Student's interval of the mean of independent values of a normal distribution. One value bounds
// nothing. REQUIRES: not empty; 0 < confidence < 1.
Interval mean_interval(std::span<const double> values, double confidence = kUsualConfidence);

// Half of the interval's width over the absolute value; infinite where the value is 0.
double relative_half_width(const Interval& interval);

}  // namespace mutation
