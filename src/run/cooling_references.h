// What is known of a run's GPU before its gate begins: from the settings, from the session so far,
// from earlier sessions. Passive.
#pragma once

#include <optional>
#include <vector>

#include "base/units.h"
#include "energy/cooling_fit.h"

namespace mutation {

struct CoolingReferences {
  std::optional<Celsius> idle_temperature;  // at rest
  std::optional<Watts> idle_power;
  std::optional<KnownTimeConstant> time_constant;
  // Policy match: to start with; absent: the gate learns it.
  std::optional<Celsius> target;
  // Whether a device that is too cold may be warmed up first; else the run begins as it is.
  bool may_warm_up = false;
  // Of the session's measured runs on the same GPUs so far.
  std::vector<Celsius> starts;
};

}  // namespace mutation
