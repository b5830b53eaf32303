#include "compare/stopped.h"

#include <algorithm>
#include <map>

#include "stats/mean_interval.h"
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

double confidence_for(double factor) {
  return 1 - (1 - kUsualConfidence) / factor;
}

}  // namespace mutation
