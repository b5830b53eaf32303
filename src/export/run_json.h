// A recorded run as one JSON object with everything that is known of it.
#pragma once

#include "model/recorded_run.h"
#include "record/json.h"

namespace mutation {

// What is absent is null. Field names carry their units.
Json run_json(const RecordedRun& run);

}  // namespace mutation
