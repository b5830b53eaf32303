#include "stats/noncentral.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

namespace mutation {
namespace {

// The series of the noncentral distribution lose their digits far out.
constexpr double kFarOut = 30;

// P(Z + centre <= t W) with Z normal and W chi over the root of its degrees: the integral over Z of
// P(W >= (Z + centre) / t), by the trapezoidal rule, whose error for such integrands is far below
// what is needed. REQUIRES: t > 0.
double far_out_cdf(double t, double degrees, double centre) {
  constexpr double kStep = 0.2, kEnd = 7;
  const boost::math::normal normal;
  double sum = 0;
  for (int i = 0; i <= int(2 * kEnd / kStep); ++i) {
    const double z = -kEnd + i * kStep;
    const double w = (z + centre) / t;
    sum += kStep * pdf(normal, z) *
           (w <= 0 ? 1 : boost::math::gamma_q(degrees / 2, degrees * w * w / 2));
  }
  return sum;
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
    return t > 0    ? far_out_cdf(t, degrees, noncentrality)
           : t == 0 ? cdf(boost::math::normal(), -noncentrality)
                    : 1 - far_out_cdf(-t, degrees, -noncentrality);
  return cdf(boost::math::non_central_t(degrees, noncentrality), t);
}

Interval noncentrality_interval(double t, double degrees, double confidence) {
  const double tail = (1 - confidence) / 2;
  return {t, centre_for(t, degrees, 1 - tail), centre_for(t, degrees, tail)};
}

}  // namespace mutation
