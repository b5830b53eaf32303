// The figures of a run that settings, comparisons and pages name: one name each, everywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/recorded_run.h"
#include "model/run_record.h"

namespace mutation {

// "gpu_joules", "gpu_net_joules" (above idle), "gpu_above_background_joules", "cpu_joules",
// "duration" (s, of the foreground training), or "metric:NAME".
struct FigureSpec {
  std::string name;
  std::string label;  // "GPU energy above idle"
  std::string unit;   // "J", "s", ""
};

// All but metrics, in the order in which they are shown.
const std::vector<FigureSpec>& figure_specs();
// Of a metric, too; none when `name` is no figure's.
std::optional<FigureSpec> figure_spec_of(std::string_view name);

// Absent where the run has none.
std::optional<double> figure_value(const RunRecord& run, std::string_view name);
std::optional<double> figure_value(const RecordedRun& run, std::string_view name);

}  // namespace mutation
