// What a run tells of itself while it goes on, so that nothing is lost whatever happens:
// implemented by record/, plugged in by campaign/. Each call returns only when what it was told is
// durable.
#pragma once

#include <string>

#include "base/result.h"
#include "model/run_record.h"
#include "model/sample.h"

namespace mutation {

class RunJournal {
 public:
  virtual ~RunJournal() = default;

  // The run's folder (absolute) has been made, with energy/ and, in parallel runs,
  // background_logs/.
  virtual Result<std::string> begin_run(const std::string& run_id, const PlannedRun& planned,
                                        const Instant& at) = 0;
  // The same for a run that began before the session was cut off or ended early.
  virtual Result<std::string> continue_run(const std::string& run_id) = 0;
  // Files of an earlier attempt have been moved to attempts/<n>/.
  virtual Status begin_attempt(const std::string& run_id, int attempt, const Instant& at) = 0;
  virtual Status tree_started(const std::string& run_id, int attempt,
                              const ProcessIdentity& identity) = 0;
  // Appends to the run's traces: energy/trace.csv at full rate, the 1 Hz files of the Python tool
  // during the foreground. Flushed to the kernel each second, not synced: usable when cut off.
  virtual Status append_samples(const SampleBatch& batch) = 0;
  // From here until foreground_ended() samples also go to the Python tool's files.
  virtual Status foreground_started(const Instant& at) = 0;
  virtual Status foreground_ended(const Instant& at) = 0;
  // The sum of the power column of gpu_power.csv so far: the Python tool's energy figure. Absent
  // when the file has no row.
  virtual std::optional<double> legacy_power_sum() const = 0;
  virtual Status end_attempt(const std::string& run_id, const AttemptRecord& attempt) = 0;
  // experiment.json, the store's row and the line of summary.csv are written.
  virtual Status end_run(const RunRecord& run) = 0;
};

}  // namespace mutation
