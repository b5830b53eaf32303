#include "run/start_target.h"

#include <algorithm>
#include <cmath>

namespace mutation {

Celsius start_target(Celsius at_rest, Celsius hottest, Seconds time_constant, Seconds minimum,
                     Seconds maximum) {
  const Seconds time = minimum + (maximum - minimum) * kTargetTimeShare;
  const Celsius seen = hottest - at_rest;
  const Celsius left = std::max(seen, kUsualHeat) * std::exp(-(time / time_constant));
  const Celsius wanted = std::max(left, kTargetAboveRest);
  // Less than the band of rest is no heat to speak of: nothing is known of the training then.
  const bool heated = seen > kTargetAboveRest * 0.5;
  return at_rest + (heated ? std::min(wanted, seen * kReachableShare) : wanted);
}

}  // namespace mutation
