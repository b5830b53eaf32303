// Newton's law of cooling, fitted on what a gate has seen of a device that cools: how fast it does,
// what it tends to, and when it will be there. Pure.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"

namespace mutation {

// Power counts as idle up to this much above a reference: the larger of the two.
inline constexpr double kIdlePowerFraction = 0.10;
inline constexpr Watts kIdlePowerMargin{3};
Watts idle_power_limit(Watts reference);

// A device's time constant as earlier curves have shown it. `relative_error`: one standard
// deviation, as a share of it.
struct KnownTimeConstant {
  Seconds value{0};
  double relative_error = 0;
};

struct FittedCooling {
  CoolingFit fit;
  Seconds begins{0};  // of its first point, on the curve's time
  // One standard deviation each; the first as a share of the time constant.
  double time_constant_error = 0;
  Celsius at_rest_error;
};

// A fit is given only when its time constant is known better than this, so that it is within 8 %
// in 95 of 100 cases.
inline constexpr double kMostTimeConstantError = 0.04;
// The curve must have fallen by this much.
inline constexpr Celsius kLeastFall{3};

// Least squares over the part of the curve that begins once power is back at idle: below `idle`
// where it is known, else near the least power of the curve; all of it where there is no power.
// `known` takes part as one more observation, so that a short curve of a slow device can be used.
// An error says why there is no fit: the curve is too short or too flat.
Result<FittedCooling> fit_cooling(const std::vector<CurvePoint>& curve, std::optional<Watts> idle,
                                  const std::optional<KnownTimeConstant>& known);

// How long a device that cools from `now` takes to come down to `target`; 0 when it is there, none
// when it never will.
std::optional<Seconds> cooling_time(Celsius now, Celsius target, Celsius at_rest,
                                    Seconds time_constant);

}  // namespace mutation
