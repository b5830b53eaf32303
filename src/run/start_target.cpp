#include "run/start_target.h"

#include <algorithm>
#include <cmath>

namespace mutation {

Celsius start_target(Celsius at_rest, Celsius hottest, Seconds time_constant, Seconds minimum,
                     Seconds maximum) {
  const Seconds time = minimum + (maximum - minimum) * kTargetTimeShare;
  const Celsius heat = std::max(hottest - at_rest, kUsualHeat);
  const Celsius left = heat * std::exp(-(time / time_constant));
  return at_rest + std::max(left, kTargetAboveRest);
}

}  // namespace mutation
