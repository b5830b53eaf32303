// experiment.json: everything about one run, in the Python tool's two shapes (a sequential run
// flat, a parallel one with `foreground` and `background`), its names first and in its order, ours
// after.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/run_record.h"
#include "model/session_info.h"
#include "record/json.h"

namespace mutation {

// Local time of the run's end, the same in experiment.json and summary.csv; of an imported run as
// it was recorded.
std::string timestamp_of(const RunRecord& run);
// As the Python tool meant it: true unless the run failed or was interrupted.
bool training_success(const RunRecord& run);
// Attempts after the first; one that was interrupted was none.
int retries_of(const RunRecord& run);

// The devices that the run's GPU figures are of: those it asks for by index or UUID, else the
// session's own. Indices into info.instrumentation.devices.
std::vector<int> own_devices_of(const PlannedRun& planned, const SessionInfo& info);

// What the record says beside the run itself.
struct ExperimentContext {
  const SessionInfo& session;
  std::uint64_t seed = 0;
};
std::string experiment_json(const RunRecord& run, const ExperimentContext& context);
// The same without `attempts`, which have everything a second time.
Json experiment_without_attempts(const RunRecord& run, const ExperimentContext& context);

}  // namespace mutation
