// The session's cooling knowledge between the store and devices.json, which it comes from, and the
// runs, which it serves and learns from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/cooling_knowledge.h"
#include "run/run_loop.h"

namespace mutation {

class CoolingMemory {
 public:
  // What cannot be read is told and learned again. `own_gpus`: of runs whose plan names none; none:
  // the first. `elsewhere`: folders whose devices.json say what others have learned; of the GPUs
  // here, and where that is newer, it is taken, too.
  CoolingMemory(RunLoop& loop, SessionStore& store, std::string results_directory,
                std::vector<int> own_gpus = {}, const std::vector<std::string>& elsewhere = {});

  CoolingReferences before(const PlannedRun& run, int warm_ups_in_a_row) const;
  std::optional<Celsius> warm_until(const PlannedRun& run, int warm_ups_in_a_row) const;
  // Whether the run is to start with a temperature that is known.
  bool has_target(const PlannedRun& run) const;
  // The run's attempts from `first` on (from 0).
  void note(const RunRecord& run, size_t first);
  // For the next session.
  void keep();

 private:
  std::vector<KnownDevice> read_known(const std::string& folder);
  void take_from(const std::string& folder);
  // What gates of runs that go on have shown: a warm-up may come before such a run.
  void note_begun_runs(SessionStore& store);
  // Of the run's own GPUs; "" without one.
  std::string device_of(const PlannedRun& run) const;

  RunLoop& loop_;
  std::string results_directory_;
  std::vector<int> own_gpus_;
  std::string session_;
  std::vector<KnownDevice> known_;
  CoolingKnowledge knowledge_;
};

}  // namespace mutation
