// Runs that only warm the device for the run behind them, and the names of runs. Pure.
#pragma once

#include <string>

#include "model/plan.h"

namespace mutation {

// <repo>_<model>_<NNN>[_parallel][_warmup]: unique in a session by the index in it, and fit for a
// folder's name.
std::string experiment_id(const PlannedRun& run);

// The same trainings as `run`'s, discarded: not tried again, and with no wait of its own, for the
// run has waited when one is added.
PlannedRun warm_up_for(const PlannedRun& run, int index);

// Whether the temperature that runs are to start with is learned from what the first one finds,
// which is to be a device that has been warmed.
bool learns_start_temperature(const PlannedRun& run);

}  // namespace mutation
