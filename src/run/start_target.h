// The temperature that a session's runs are all to start with, where none is given. Pure.
#pragma once

#include "base/units.h"

namespace mutation {

// Not nearer to rest than this: the room gets warmer by some degrees in the course of a day, and
// what the device tends to must stay below.
inline constexpr Celsius kTargetAboveRest{5};
// A run that heats the device at least this far above rest is reckoned with.
inline constexpr Celsius kUsualHeat{30};
// A device that rests after some time has at most this share of it as its time constant.
inline constexpr double kRestingTimeConstant = 1.0 / 3;
// The share of the time from minimum to maximum in which such a run's heat must be gone: the rest
// is for hotter runs and warmer days.
inline constexpr double kTargetTimeShare = 0.4;

// A training that heats the device less can still bring it there: with this share of its heat.
inline constexpr double kReachableShare = 0.7;

// `hottest`: the device as it came from a training; at rest where that is not known. The lowest
// temperature that is far enough from rest and reached soon enough: the lower it is, the fewer runs
// end below it and need a warm-up.
Celsius start_target(Celsius at_rest, Celsius hottest, Seconds time_constant, Seconds minimum,
                     Seconds maximum);

}  // namespace mutation
