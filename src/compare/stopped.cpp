#include "compare/stopped.h"

#include <algorithm>
#include <map>

#include "model/figure.h"
#include "stats/stopping_rule.h"

namespace mutation {

double stopping_factor(const RunGroup& runs, const std::string& figure) {
  if (figure.starts_with("metric:")) return 1;
  std::map<std::string, RunGroup> configurations;
  for (const RecordedRun* run : runs) {
    if (run->repeat_until) configurations[configuration_text(*run)].push_back(run);
  }
  double factor = 1;
  for (const auto& [text, repeated] : configurations)
    factor = std::max(factor, stopped_p_factor(repeated.size(), *repeated.front()->repeat_until));
  return factor;
}

Interval mean_of_runs(const RunGroup& runs, const std::string& figure) {
  std::vector<double> values;
  for (const RecordedRun* run : runs) values.push_back(*figure_value(*run, figure));
  const RecordedRun& first = *runs.front();
  const std::string configuration = configuration_text(first);
  const bool stopped = first.repeat_until && !figure.starts_with("metric:") &&
                       std::ranges::all_of(runs, [&](const RecordedRun* run) {
                         return configuration_text(*run) == configuration;
                       });
  if (!stopped) return mean_interval(values);
  return mean_interval(values, stopped_confidence(values.size(), *first.repeat_until));
}

double confidence_for(double factor) {
  return 1 - (1 - kUsualConfidence) / factor;
}

}  // namespace mutation
