// What came of a run, as the lines that end it: outcome and reasons, durations, energy, metrics,
// verdicts, the stop, and when the session ends.
#pragma once

#include "model/event.h"
#include "progress/lines.h"

namespace mutation {

Lines run_summary(const RunEnded& ended, const Instrumentation& instrumentation, UtcTime now);

}  // namespace mutation
