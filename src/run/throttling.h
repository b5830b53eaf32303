// How long the run's GPUs held their clocks down, and why. Pure.
#pragma once

#include <vector>

#include "model/run_record.h"
#include "run/observations.h"

namespace mutation {

// For each device and reason that was seen in the stretch: slowdowns by the hardware and for heat,
// and the power cap, which is not held against a run. Idling and applications' clock settings are
// not listed. A reading stands for the time halfway to its neighbours, and for no more than
// energy/'s kLongestGap. [nvmlClocksEventReasons]
std::vector<ThrottlingRecord> throttling_in(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus);

}  // namespace mutation
