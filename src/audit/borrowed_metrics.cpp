// Metrics that belong to another run of the same name: where runs of different configurations share
// an experiment's id and a metric to its last digit, one has the other's.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "audit/checks.h"
#include "base/text.h"

namespace mutation {
namespace {

// Enough digits that chance does not bring them twice.
bool is_telling(double value) {
  return std::isfinite(value) && shortest(std::abs(value)).size() >= 10;
}

struct Holders {
  std::vector<std::size_t> runs;
  std::set<std::string> ids;
};

}  // namespace

void check_borrowed_metrics(const Material& material, std::vector<Finding>& findings) {
  std::map<std::pair<std::string, double>, Holders> values;
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (material.facts[i].original != kNone || run.experiment_id.empty()) continue;
    for (const Metric& metric : run.metrics) {
      if (!is_telling(metric.value)) continue;
      Holders& holders = values[{model_key(run) + "\n" + metric.name, metric.value}];
      holders.runs.push_back(i);
      holders.ids.insert(run.experiment_id);
    }
  }
  std::set<std::size_t> told;
  for (const auto& [key, holders] : values) {
    // Under several ids the value is what this model tends to, whatever the run.
    if (holders.runs.size() < 2 || holders.ids.size() > 1) continue;
    const RecordedRun& first = (*material.runs)[holders.runs.front()];
    for (const std::size_t i : holders.runs) {
      const RecordedRun& run = (*material.runs)[i];
      if (run.hyperparameters == first.hyperparameters && i != holders.runs.front()) continue;
      if (!told.insert(i).second) continue;
      Finding finding{.code = "metric_of_another_run",
                      .severity = Gravity::doubtful,
                      .run = i,
                      .evidence = fmt::format("{} {} stands in {} rows of this id, of different "
                                              "configurations, and nowhere else",
                                              key.first.substr(key.first.rfind('\n') + 1),
                                              key.second, holders.runs.size())};
      for (const std::size_t other : holders.runs) {
        if (other != i && finding.related.size() < 10) finding.related.push_back(other);
      }
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace mutation
