// What a settings file says of its own number of runs, held against its plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/settings.h"
#include "settings/json_tree.h"

namespace mutation {

// Finds whole numbers under estimated_experiments,
// expected_experiments, target_experiments, total_experiments, the same with runs, and all of them
// with a leading "_". `entry`: the index of the entry that is read; absent: the top level.
void find_expected_runs(const JsonNode& object, std::optional<int> entry,
                        std::vector<ExpectedRuns>& expected);

// A note for each that is not the number of measured runs planned.
std::vector<std::string> expected_runs_notes(const Settings& settings, const Plan& plan);

}  // namespace mutation
