#include "stats/two_samples.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "stats/noncentral.h"

namespace mutation {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// 0 where what is left is the rounding of `scale`.
double but_for_rounding(double left, double scale) {
  return std::isfinite(scale) && std::abs(left) <= kRounding * std::abs(scale) ? 0 : left;
}

double squares_around_mean(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) {
    const double off = but_for_rounding(value - mean, mean);
    squares += off * off;
  }
  return squares;
}

// mean b - mean a
double difference_of(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  return but_for_rounding(mean_b - mean_a, std::max(std::abs(mean_a), std::abs(mean_b)));
}

// `error`: the standard error of the difference.
void conclude(double difference, double error, double degrees, double confidence, MeanTest& test) {
  test.degrees = degrees;
  test.difference = {difference, -kInfinite, kInfinite};
  // Values beyond what a double's square holds: nothing bounds them.
  if (!(degrees > 0) || !std::isfinite(difference) || !std::isfinite(error)) return;
  if (error == 0) {
    test.difference = {difference, difference, difference};
    return;
  }
  const boost::math::students_t distribution(degrees);
  const double half_width = quantile(distribution, 0.5 + confidence / 2) * error;
  test.difference = {difference, difference - half_width, difference + half_width};
  test.statistic = difference / error;
  test.p = 2 * cdf(complement(distribution, std::abs(*test.statistic)));
}

void pool(double squares, double degrees, MeanTest& test) {
  test.deviation_degrees = degrees;
  if (degrees > 0) test.deviation = std::sqrt(squares / degrees);
}

bool all_positive(std::span<const Stratum> strata) {
  const auto positive = [](const std::vector<double>& values) {
    for (const double value : values) {
      if (!(value > 0)) return false;
    }
    return true;
  };
  for (const Stratum& stratum : strata) {
    if (!positive(stratum.a) || !positive(stratum.b)) return false;
  }
  return true;
}

}  // namespace

MeanTest welch_test(std::span<const double> a, std::span<const double> b, double confidence) {
  const auto n = double(a.size()), m = double(b.size());
  const double squares_a = squares_around_mean(a), squares_b = squares_around_mean(b);
  MeanTest test;
  test.scale = 1 / n + 1 / m;
  pool(squares_a + squares_b, n + m - 2, test);
  const double difference = difference_of(a, b);
  if (a.size() < 2 || b.size() < 2) {
    conclude(difference, 0, 0, confidence, test);
    return test;
  }
  const double error_a = squares_a / (n - 1) / n, error_b = squares_b / (m - 1) / m;
  const double variance = error_a + error_b;
  const double degrees =
      variance == 0
          ? n + m - 2
          : variance * variance / (error_a * error_a / (n - 1) + error_b * error_b / (m - 1));
  conclude(difference, std::sqrt(variance), degrees, confidence, test);
  return test;
}

// The normal equations with the strata's means taken out: each stratum weighs as the inverse of
// the variance of its own difference, n m / (n + m).
MeanTest stratified_test(std::span<const Stratum> strata, double confidence) {
  MUTATION_CHECK(!strata.empty());
  double weights = 0, weighted = 0, values = 0, scale = 0;
  for (const Stratum& stratum : strata) {
    MUTATION_CHECK(!stratum.a.empty() && !stratum.b.empty());
    const auto n = double(stratum.a.size()), m = double(stratum.b.size());
    const double weight = n * m / (n + m);
    weights += weight;
    weighted += weight * difference_of(stratum.a, stratum.b);
    scale = std::max({scale, std::abs(mean_of(stratum.a)), std::abs(mean_of(stratum.b))});
    values += n + m;
  }
  const double difference = weighted / weights;
  double squares = 0;
  for (const Stratum& stratum : strata) {
    const auto n = double(stratum.a.size()), m = double(stratum.b.size());
    const double off = but_for_rounding(difference_of(stratum.a, stratum.b) - difference, scale);
    squares += squares_around_mean(stratum.a) + squares_around_mean(stratum.b) +
               n * m / (n + m) * off * off;
  }
  MeanTest test;
  test.scale = 1 / weights;
  const double degrees = values - double(strata.size()) - 1;
  pool(squares, degrees, test);
  const double deviation = test.deviation.value_or(0);
  conclude(difference, deviation * std::sqrt(test.scale), degrees, confidence, test);
  return test;
}

MeanTest test_of(std::span<const Stratum> strata, double confidence) {
  if (strata.size() == 1) return welch_test(strata[0].a, strata[0].b, confidence);
  return stratified_test(strata, confidence);
}

std::optional<std::vector<Stratum>> logarithms_of(std::span<const Stratum> strata) {
  if (!all_positive(strata)) return std::nullopt;
  std::vector<Stratum> logarithms(strata.begin(), strata.end());
  for (Stratum& stratum : logarithms) {
    for (double& value : stratum.a) value = std::log(value);
    for (double& value : stratum.b) value = std::log(value);
  }
  return logarithms;
}

std::optional<Interval> ratio_interval(std::span<const Stratum> strata, double confidence) {
  const auto logarithms = logarithms_of(strata);
  if (!logarithms) return std::nullopt;
  const Interval logarithm = test_of(*logarithms, confidence).difference;
  // Of a logarithm without bounds exp would make 0 the lower one, as if that had been found.
  const double low = std::isfinite(logarithm.low) ? std::exp(logarithm.low) : -kInfinite;
  return Interval{std::exp(logarithm.value), low, std::exp(logarithm.high)};
}

std::optional<Interval> effect_size(const MeanTest& test, double confidence) {
  if (!test.deviation || *test.deviation == 0) return std::nullopt;
  const double degrees = test.deviation_degrees;
  // lgamma_r is not standard; lgamma's sign is not needed, for all arguments are positive.
  const double correction =
      degrees > 1 ? std::exp(std::lgamma(degrees / 2) - std::lgamma((degrees - 1) / 2)) /
                        std::sqrt(degrees / 2)
                  : std::numeric_limits<double>::quiet_NaN();
  if (std::isnan(correction)) return std::nullopt;
  const double root = std::sqrt(test.scale);
  const double t = test.difference.value / *test.deviation / root;
  if (!std::isfinite(t) || !std::isfinite(*test.deviation)) return std::nullopt;
  const Interval centre = noncentrality_interval(t, degrees, confidence);
  return Interval{t * root * correction, centre.low * root * correction,
                  centre.high * root * correction};
}

}  // namespace mutation
