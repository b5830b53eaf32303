#include "stats/deviation_interval.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

#include "base/check.h"

namespace mutation {

Interval deviation_interval(std::span<const double> values, double confidence) {
  MUTATION_CHECK(confidence > 0 && confidence < 1);
  const double deviation = standard_deviation(values);
  const auto freedom = double(values.size() - 1);
  const boost::math::chi_squared distribution(freedom);
  const auto bound = [&](double probability) {
    return deviation * std::sqrt(freedom / quantile(distribution, probability));
  };
  return {deviation, bound(0.5 + confidence / 2), bound(0.5 - confidence / 2)};
}

}  // namespace mutation
