// The files of a run's energy/ folder while an attempt goes on: trace.csv throughout, the Python
// tool's 1 Hz files during the foreground, its cpu_energy.txt and the trace thinned to
// overview.jsonl at the end. Rows go to the kernel with each batch and are never synced: usable
// when cut off.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/run_record.h"
#include "model/sample.h"
#include "record/append_file.h"
#include "record/one_hertz.h"
#include "record/trace_thinning.h"

namespace mutation {

// The text of cpu_energy.txt in the Python tool's form; "" when no domain was measured: then there
// is no such file.
std::string cpu_energy_text(const EnergyMetrics& energy);

class EnergyFiles {
 public:
  // Opens trace.csv in `directory`, a run's energy/, for the attempt that begins at `begin`.
  // `instrumentation` must live as long as this does.
  static Result<EnergyFiles> open(const std::string& directory,
                                  const Instrumentation& instrumentation, std::vector<int> own,
                                  const Instant& begin);

  Status append(const SampleBatch& batch);
  Status foreground_started(const Instant& at);
  Status foreground_ended(const Instant& at);
  std::optional<double> legacy_power_sum() const { return one_hertz_.power_sum(); }
  Status write_cpu_energy(const EnergyMetrics& energy) const;
  // Not synced: where it is missing, the same is made of trace.csv.
  Status write_overview(const Instant& end) const;

 private:
  EnergyFiles(std::string directory, const Instrumentation& instrumentation, std::vector<int> own,
              const Instant& begin, AppendFile trace);
  Status write_rows(const OneHertzRows& rows);

  std::string directory_;
  const Instrumentation* instrumentation_;
  Instant begin_;
  AppendFile trace_;
  TraceThinning thinning_;
  OneHertz one_hertz_;
  AppendFile power_;
  AppendFile temperature_;
  AppendFile utilization_;
};

}  // namespace mutation
