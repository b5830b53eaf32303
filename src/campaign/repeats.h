// From a configuration's runs to whether it is run again: "repeat": {"until_relative_ci": …}. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/repeat_state.h"
#include "model/run_record.h"
#include "record/read_session.h"

namespace mutation {

// What a measured run that has ended gives.
struct RepeatedValue {
  bool succeeded = false;
  std::optional<double> value;  // of the figure
  std::string device;           // as RepeatState
  bool simulated = false;
};
RepeatedValue repeated_value(const RunRecord& run, const std::string& figure);

// `runs`: all measured ones that have ended, in the order in which they ended; `left`: how many are
// planned. Runs on other GPUs than those of the last one that counts are not counted.
RepeatState repeat_state(const RepeatUntil& rule, const std::vector<RepeatedValue>& runs, int left);

// Of each configuration of the session that is run until its interval is narrow, by its number.
std::vector<RepeatState> repeat_states(const StoredSession& session);

// "interval ±1.8 % of the mean after 5 runs, asked 1 %".
std::string interval_text(const RepeatState& state);
// "GPU energy above idle 812.3 J ±0.87 % (simulated), by 6 of 7 runs".
std::string reached_text(const RepeatState& state);

}  // namespace mutation
