// Whether anybody looked for what may disturb a run: where nobody did, "none seen" says nothing.
#pragma once

#include "model/plan.h"
#include "model/session_info.h"

namespace mutation {

// Processes of others on each of the run's own GPUs. False without a GPU.
bool watches_strangers(const PlannedRun& planned, const SessionInfo& info);
// What holds the clocks of one of the run's own GPUs down.
bool watches_throttling(const PlannedRun& planned, const SessionInfo& info);

}  // namespace mutation
