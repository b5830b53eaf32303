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

// `previous`: the run before in this session, null for the first. `since_last_training`: how long
// ago another session's training ended.
IdleTime idle_time_before(const PlannedRun& run, const PlannedRun* previous,
                          std::optional<Seconds> since_last_training);

}  // namespace mutation
