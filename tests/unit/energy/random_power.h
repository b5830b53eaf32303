// Random true powers: mixtures of all that a training may do.
#pragma once

#include "unit/energy/sensor_model.h"

namespace mutation::sensor_model {

// One to three of: a ramp, steps, bursts shorter than 100 ms (even or at random), noise, noise with
// a memory; on top of a constant power. Over 0..end and the time before and after.
TruePower random_power(double end, Random& random);

}  // namespace mutation::sensor_model
