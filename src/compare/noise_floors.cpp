#include "compare/noise_floors.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "compare/circumstances.h"
#include "export/selection.h"
#include "model/figure.h"
#include "stats/mean_interval.h"

namespace mutation {
namespace {

std::optional<NoiseFloor> floor_of(const RunGroup& runs, const std::string& figure) {
  std::vector<double> values;
  UtcTime at{};
  for (const RecordedRun* run : runs) {
    const std::optional<double> value = figure_value(*run, figure);
    if (!value) continue;
    values.push_back(*value);
    if (run->end) at = std::max(at, *run->end);
  }
  if (int(values.size()) < kFewestCalibrationRuns || mean_of(values) == 0) return std::nullopt;
  const RecordedRun& first = *runs.front();
  return NoiseFloor{.host = first.host,
                    .device = first.device,
                    .figure = figure,
                    .relative_deviation = standard_deviation(values) / std::abs(mean_of(values)),
                    .runs = static_cast<int>(values.size()),
                    .at = at,
                    .session = first.session,
                    .simulated = is_simulated(first)};
}

}  // namespace

std::vector<NoiseFloor> noise_floors_of(const std::vector<RecordedRun>& runs) {
  std::map<std::pair<MeasuredOn, std::string>, RunGroup> groups;
  for (const RecordedRun& run : runs) {
    if (run.role == Role::calibration && outcome_of(run) == Outcome::succeeded)
      groups[{measured_on(run), run.session}].push_back(&run);
  }
  std::vector<NoiseFloor> floors;
  for (const auto& [key, group] : groups) {
    for (const FigureSpec& spec : figure_specs()) {
      if (auto floor = floor_of(group, spec.name)) floors.push_back(std::move(*floor));
    }
  }
  std::ranges::stable_sort(floors, {}, &NoiseFloor::at);
  return floors;
}

}  // namespace mutation
