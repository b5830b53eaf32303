// How long a plan waits, as far as it is known beforehand: minimum idle times and background
// start-ups, not trainings, retries or waits for evidence.
#pragma once

#include "base/units.h"
#include "model/plan.h"

namespace mutation {

// From the end of the run before until this run's foreground training starts, at the least: its
// idle time and, in a parallel run, the background's start-up wait.
Seconds minimum_wait_before(const PlannedRun& run);

// The same over all runs of the plan.
Seconds minimum_waits(const Plan& plan);

}  // namespace mutation
