// How far equal runs of the control workload lay apart, from recorded calibrations. Pure.
#pragma once

#include <vector>

#include "model/noise_floor.h"
#include "model/recorded_run.h"

namespace mutation {

// One for each session, device and figure with at least 3 calibration runs that succeeded, the
// oldest first.
std::vector<NoiseFloor> noise_floors_of(const std::vector<RecordedRun>& runs);

}  // namespace mutation
