#include "stats/mean_interval.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace mutation {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

double mean_of(std::span<const double> values) {
  MUTATION_CHECK(!values.empty());
  return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

double standard_deviation(std::span<const double> values) {
  MUTATION_CHECK(values.size() >= 2);
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / double(values.size() - 1));
}

Interval mean_interval(std::span<const double> values, double confidence) {
  MUTATION_CHECK(confidence > 0 && confidence < 1);
  const double mean = mean_of(values);
  if (values.size() < 2) return {mean, -kInfinite, kInfinite};
  const auto count = double(values.size());
  const boost::math::students_t distribution(count - 1);
  const double half_width =
      quantile(distribution, 0.5 + confidence / 2) * standard_deviation(values) / std::sqrt(count);
  return {mean, mean - half_width, mean + half_width};
}

double relative_half_width(const Interval& interval) {
  if (interval.value == 0) return kInfinite;
  return (interval.high - interval.low) / 2 / std::abs(interval.value);
}

}  // namespace mutation
