// A recorded run as one JSON object with everything that is known of it.
#pragma once

#include "export/audited_runs.h"
#include "model/recorded_run.h"
#include "record/json.h"

namespace mutation {

// What is absent is null. Field names carry their units. REQUIRES: the run is one of `audited`.
Json run_json(const RecordedRun& run, const AuditedRuns& audited);

}  // namespace mutation
