// Whether two groups of values differ in their means, and by how much: Welch, paired, stratified.
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/mean_interval.h"

namespace mutation {

// The values of both groups that were taken under the same circumstances: a block, a configuration.
struct Stratum {
  std::vector<double> a;
  std::vector<double> b;
};

struct MeanTest {
  Interval difference;  // b - a; the bounds are infinite where too few values bound nothing
  // Absent: too few values, no spread at all, or values whose squares are not finite, so that
  // Student's distribution says nothing.
  std::optional<double> statistic;  // t
  std::optional<double> p;          // two-sided
  double degrees = 0;               // of freedom, those of Welch and Satterthwaite are no integers
  // Standard deviation within the groups (and strata), of both pooled; absent: no group has two
  // values. Its degrees are those of the pooled estimate.
  std::optional<double> deviation;
  double deviation_degrees = 0;
  double scale = 0;  // the difference's variance over that of a single value: 1/n + 1/m
};

// Welch's t test of independent groups with variances of their own. REQUIRES: neither is empty.
MeanTest welch_test(std::span<const double> a, std::span<const double> b,
                    double confidence = kUsualConfidence);

// Within strata: least squares with the strata and the group as factors, equal variances. With one
// value a side in each stratum it is the paired t test. REQUIRES: at least one stratum; each has
// values of both groups.
MeanTest stratified_test(std::span<const Stratum> strata, double confidence = kUsualConfidence);

// Absent unless all values are above 0.
std::optional<std::vector<Stratum>> logarithms_of(std::span<const Stratum> strata);

// The same of the logarithms, turned back: the ratio b / a of the geometric means. Absent unless
// all values are above 0.
std::optional<Interval> ratio_interval(std::span<const Stratum> strata,
                                       double confidence = kUsualConfidence);

// Welch's with one stratum, else the stratified.
MeanTest test_of(std::span<const Stratum> strata, double confidence = kUsualConfidence);

// Hedges' g: the difference in standard deviations within groups (and strata), corrected for small
// samples; its interval is exact for normal values of equal variance (noncentral t). Absent without
// a spread, or where a number is not finite.
std::optional<Interval> effect_size(const MeanTest& test, double confidence = kUsualConfidence);

}  // namespace mutation
