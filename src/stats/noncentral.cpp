#include "stats/noncentral.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

namespace mutation {
namespace {

// The series of the noncentral distribution lose their digits far out; there the normal
// approximation of Johnson and Welch (1940) is good to better than the effect's second digit.
constexpr double kFarOut = 60;

double normal_approximation(double t, double degrees, double centre) {
  const double quarter = 1 / (4 * degrees);
  const double z = (t * (1 - quarter) - centre) / std::sqrt(1 + t * t / (2 * degrees));
  return cdf(boost::math::normal(), z);
}

// The centre under which P(T <= t) is `probability`; the smaller the greater the centre.
double centre_for(double t, double degrees, double probability) {
  const auto excess = [&](double centre) {
    return noncentral_t_cdf(t, degrees, centre) - probability;
  };
  double width = 2 + std::abs(t);
  double low = t - width, high = t + width;
  while (excess(low) < 0) low -= width *= 2;
  width = 2 + std::abs(t);
  while (excess(high) > 0) high += width *= 2;
  std::uintmax_t steps = 200;
  const auto found = boost::math::tools::toms748_solve(
      excess, low, high, boost::math::tools::eps_tolerance<double>(48), steps);
  return (found.first + found.second) / 2;
}

}  // namespace

double noncentral_t_cdf(double t, double degrees, double noncentrality) {
  if (std::abs(t) > kFarOut || std::abs(noncentrality) > kFarOut)
    return normal_approximation(t, degrees, noncentrality);
  return cdf(boost::math::non_central_t(degrees, noncentrality), t);
}

Interval noncentrality_interval(double t, double degrees, double confidence) {
  const double tail = (1 - confidence) / 2;
  return {t, centre_for(t, degrees, 1 - tail), centre_for(t, degrees, tail)};
}

}  // namespace mutation
