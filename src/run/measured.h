// From one attempt at a command to what `mutation measure` says of it: figures over the command's
// own time, without the start and the end of its supervision. Pure.
#pragma once

#include <vector>

#include "model/measured_run.h"
#include "run/observations.h"

namespace mutation {

// Readings further apart than this are rare: then figures are over the time from the one before to
// the one after what is measured.
inline constexpr Seconds kRarePeriod{1};

struct HowMeasured {
  std::vector<int> own;  // GPUs that were chosen
  Seconds idle{0};       // the idle time before that was asked for
  bool rare = false;     // readings are, but there is one at each edge
};

// REQUIRES: `attempt` is over and the observations of it are there.
MeasuredRun measured_run(const Observations& observations, const AttemptRecord& attempt,
                         const HowMeasured& how);

}  // namespace mutation
