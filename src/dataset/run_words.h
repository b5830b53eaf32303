// Words of a record as values, and what both readers of the Python tool's records must say alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/recorded_run.h"

namespace mutation {

std::optional<Outcome> outcome_of(std::string_view word);
std::optional<Role> role_of(std::string_view word);
// Of a summary.csv: "code: text; code: text". A text with "; " in it belongs to the reason before.
std::vector<Reason> reasons_of(std::string_view text);

// Names of several devices as RecordedRun::device_name has them.
std::string device_names(const std::vector<std::string>& names);

// The Python tool's total is the plain sum of its 1 Hz file: it becomes the legacy sum, and the
// right total is absent with the reason.
EnergyMetrics without_python_sum(const EnergyMetrics& reported);

}  // namespace mutation
