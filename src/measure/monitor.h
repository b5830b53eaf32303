// All sources of a session, each read by a thread of its own at absolute deadlines; brings what
// they read to the main thread under indices that hold for the whole session.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/pace.h"
#include "measure/power_source.h"
#include "measure/simulated_options.h"
#include "model/sample.h"

namespace mutation {

class SourceReader;

enum class GpuChoice { automatic, none, simulated, nvml };

// "auto", "none", "simulated", "nvml"; none for another word.
std::string to_text(GpuChoice choice);
std::optional<GpuChoice> gpu_choice_of(std::string_view word);

struct MeasureOptions {
  GpuChoice gpu = GpuChoice::automatic;
  std::string nvml_library = "libnvidia-ml.so.1";
  std::string root = "/";  // under which /sys and /proc are found
  SimulatedGpuOptions simulated;
  std::string simulated_truth;  // file for the simulated GPU's exact energy; "": none
  Pace pace;
};

// How the GPU was asked for, as a session's record has it: "nvml", "simulated",
// "simulated idle_watts=20.0,seed=7.0".
std::string gpu_asked(const MeasureOptions& options);
// Takes that from a record. False, and nothing is taken, when it cannot be read.
bool take_gpu_asked(std::string_view asked, MeasureOptions& options);

// All sources of a session. Used on one thread. Opens what is there. What is not
// there stands in `absences` (of the monitor's instrumentation) with its reason. An error only when
// what was asked for explicitly (nvml) is not to be had.
class Monitor {
 public:
  static Result<std::unique_ptr<Monitor>> open(const MeasureOptions& options);
  // With the CPU's energy opened before (open_cpu_energy), as root, for a program that has dropped
  // privileges since.
  static Result<std::unique_ptr<Monitor>> open(const MeasureOptions& options,
                                               Result<std::unique_ptr<PowerSource>> cpu_energy);
  // Takes sources that are open already (tests).
  explicit Monitor(std::vector<std::unique_ptr<PowerSource>> sources,
                   std::vector<Absence> absences = {}, const Pace& pace = {});
  // Stops the threads; one that hangs in its source is left behind (its state outlives the
  // monitor).
  ~Monitor();

  const Instrumentation& instrumentation() const;
  // An error when a source's thread cannot be had. REQUIRES: not started yet.
  Status start();
  // What has come since the last call; never blocks on a source. A source that has not answered for
  // 3 periods (at least 1 s) brings one ReadFailure a second for each of its channels.
  SampleBatch drain();
  // Asks every source for one read of power and counters beside those at its deadlines; what it
  // brings comes with a later drain().
  void read_now();
  // One for each source, since the last call.
  std::vector<ReaderStatistics> take_statistics();

 private:
  void add(std::unique_ptr<PowerSource> source);

  const Pace pace_;
  Instrumentation instrumentation_;
  std::vector<std::unique_ptr<SourceReader>> readers_;
};

}  // namespace mutation
