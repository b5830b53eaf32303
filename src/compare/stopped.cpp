#include "compare/stopped.h"

#include <algorithm>
#include <map>

#include "model/figure.h"
#include "stats/stopping_rule.h"

namespace mutation {

namespace {

// A metric does not go with the energy by whose interval the runs were stopped; its own it does.
bool chose_their_number(const RecordedRun& run, const std::string& figure) {
  return run.repeat_until && (!figure.starts_with("metric:") || run.repeat_until->of == figure);
}

}  // namespace

double stopping_factor(const RunGroup& runs, const std::string& figure) {
  std::map<std::string, RunGroup> configurations;
  for (const RecordedRun* run : runs) {
    if (chose_their_number(*run, figure)) configurations[configuration_text(*run)].push_back(run);
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
  const bool stopped =
      chose_their_number(first, figure) && std::ranges::all_of(runs, [&](const RecordedRun* run) {
        return configuration_text(*run) == configuration;
      });
  if (!stopped) return mean_interval(values);
  return mean_interval(values, stopped_confidence(values.size(), *first.repeat_until));
}

double confidence_for(double factor) {
  return 1 - (1 - kUsualConfidence) / factor;
}

}  // namespace mutation
