// How long the GPU must have been idle before a run may begin, and which setting says so. Pure.
#pragma once

#include <optional>
#include <string>

#include "model/plan.h"

namespace mutation {

struct IdleTime {
  Seconds minimum{0};
  std::string from;               // for the record: the setting's name
  bool announce_cooling = false;  // within an entry: the contract's cooling messages
};

// `previous`: the run before, of the same program; null for its first. `since_last_training`: how
// long ago another session's training ended.
IdleTime idle_time_before(const PlannedRun& run, const PlannedRun* previous,
                          std::optional<Seconds> since_last_training);

// The run behind a warm-up whose start temperature is known: its gate waits for nothing else.
IdleTime idle_time_after_warm_up();

// The first run of a session that goes on: the wait that it was owed, less the idle time since.
// `has_attempts`: the run itself was begun. `since_last_training`: none where it cannot be told, as
// after a reboot: then the wait starts anew.
IdleTime idle_time_on_resume(const PlannedRun& run, bool has_attempts,
                             std::optional<Seconds> since_last_training);

}  // namespace mutation
