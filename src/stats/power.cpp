#include "stats/power.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"
#include "stats/noncentral.h"

namespace mutation {
namespace {

constexpr double kMost = 1e7;

double power_of(double values, double relative_difference, SampleDesign design, double level) {
  const double degrees = (design == SampleDesign::paired ? 1 : 2) * (values - 1);
  const double critical = quantile(complement(boost::math::students_t(degrees), level / 2));
  // Within pairs a single value deviates by 1, their difference by the square root of 2.
  const double centre = std::sqrt(values / 2) * relative_difference;
  return 1 - noncentral_t_cdf(critical, degrees, centre);
}

}  // namespace

std::optional<std::size_t> values_needed(double difference, double deviation, SampleDesign design,
                                         const PowerOptions& options) {
  if (!std::isfinite(difference) || !std::isfinite(deviation)) return std::nullopt;
  MUTATION_CHECK(difference > 0 && deviation >= 0);
  if (deviation == 0) return 2;
  const double relative = difference / deviation;
  if (!std::isfinite(relative)) return std::nullopt;
  const boost::math::normal normal;
  const double sum = quantile(normal, 1 - options.level / 2) + quantile(normal, options.power);
  // The normal approximation asks too few, and by two or three at most.
  double values = std::max(2.0, std::floor(2 * sum * sum / (relative * relative)));
  if (values > kMost) return std::nullopt;
  while (power_of(values, relative, design, options.level) < options.power) ++values;
  return static_cast<std::size_t>(values);
}

}  // namespace mutation
