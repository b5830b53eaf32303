// What runs have in common and what tells them apart, as texts to group by and to show. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/recorded_run.h"

namespace mutation {

// Where a run was measured: figures of different ones are never taken together.
struct MeasuredOn {
  std::string device;
  std::string host;
  bool simulated = false;
  friend auto operator<=>(const MeasuredOn&, const MeasuredOn&) = default;
};
MeasuredOn measured_on(const RecordedRun& run);
// "GPU-…", "GPU-… (simulated)", "host sun", "not recorded".
std::string to_text(const MeasuredOn& place);

using RunGroup = std::vector<const RecordedRun*>;
std::map<MeasuredOn, RunGroup> by_place(const RunGroup& runs);

// "repo/model".
std::string training_of(const RecordedRun& run);
// "" of a sequential run, "repo/model" (and its hyperparameters) of a parallel one.
std::string background_of(const RecordedRun& run);
// The effective hyperparameters, else those that were passed, with values as value_key() has them.
std::map<std::string, std::string> values_of(const RecordedRun& run);
// All of values_of() as one text.
std::string values_text(const RecordedRun& run);
// Whether it is the hyperparameter in which repeats of one configuration may differ.
bool is_seed(const std::string& name);
// All of values_of() but the seed as one text.
std::string values_text_but_seed(const RecordedRun& run);
// Runs that repeat each other share it, whatever their seed, session and place: training,
// background and values_of() but the seed.
std::string repeated_text(const RecordedRun& run);
// Runs of one configuration of one session share it, wherever they were measured.
std::string configuration_anywhere(const RecordedRun& run);
// Runs of one configuration of one session on one device share it.
std::string configuration_text(const RecordedRun& run);
// As value_key(), texts without quotes.
std::string shown_value(const Value& value);
// For people: what was mutated, else what was passed; "defaults" where that is nothing.
std::string configuration_label(const RecordedRun& run, bool with_seed = true);

}  // namespace mutation
