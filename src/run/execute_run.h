// One planned run to its record: attempts until one does not fail or none is left.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/journal.h"
#include "model/tree_method.h"
#include "run/cooling_references.h"
#include "run/run_loop.h"

namespace mutation {

struct RunRequest {
  const PlannedRun* planned = nullptr;
  std::string run_id;
  // A run that goes on after its session was cut off or ended early: its record so far.
  std::optional<RunRecord> so_far;
  // It goes on after its warm-up: its start was told before.
  bool after_warm_up = false;
  // Of its attempts so far, those before it was tried again on request: they do not count.
  int attempts_before = 0;
  int runs = 0;                   // in the whole plan, for messages
  Seconds minimum_idle{0};        // of the first attempt's gate
  std::string minimum_from;       // which setting asked for it
  bool announce_cooling = false;  // the contract's cooling messages
  CoolingReferences cooling;
  // A warm-up is ended once the GPU is this hot; absent: not before its training's end.
  std::optional<Celsius> warm_until;
  std::string scripts_directory;  // absolute; background scripts are made here
  bool keep_scripts = false;
  bool keep_copies = false;  // of repos' folders, where runs work in copies
  TreeMethod tree_method = TreeMethod::automatic;
  std::vector<int> own_gpus;  // where `planned` names none; none: the first
  // Of this session's earlier runs of the same configuration; see comparable_duration().
  std::vector<Seconds> earlier_durations;
};

// What becomes of a run when it goes on after these attempts.
enum class Continuation { over, retry, first_attempt };
// `over`: it has succeeded, is suspect, has failed too often, or was refused for a stranger's sake:
// nothing more is started, it is only judged. `retry`: its last attempt failed. `first_attempt`:
// none has failed.
Continuation continuation_of(const RunRecord& so_far, int attempts_before);

// Gives the record of a run that was begun, whatever came of it. An error only when the journal
// could not be written: then no further run may start. Where a warm-up is due the run has not
// ended: it goes on after it, as one that was interrupted.
Result<RunRecord> execute_run(RunLoop& loop, RunJournal& journal, const RunRequest& request);

// Equal for runs whose foregrounds should take about as long: the same role, mode, trainings with
// their effective hyperparameters, and circumstances (circumstances_of()).
std::string configuration_of(const PlannedRun& planned);
// How long the run's foreground took, where later runs may be compared with it: it ended well, and
// was not suspect for its duration.
std::optional<Seconds> comparable_duration(const RunRecord& run);

// Whether the run waits for a warm-up.
bool waits_for_warm_up(const RunRecord& run);

// Whether trees of the run's attempts from `first` on (from 0) left processes alive: then no
// further run may start.
bool has_survivors(const RunRecord& run, size_t first = 0);

}  // namespace mutation
