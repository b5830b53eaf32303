#include "compare/configurations.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "compare/stopped.h"
#include "model/figure.h"
#include "stats/mean_interval.h"

namespace mutation {
namespace {

constexpr std::size_t kMany = 300;

AnalysedConfiguration about(const RecordedRun& run, const std::string& figure) {
  AnalysedConfiguration one{.label = configuration_label(run)};
  one.repo = run.repository;
  one.model = run.model;
  one.parallel = run.parallel;
  if (run.parallel && run.background)
    one.background = run.background->repository + "/" + run.background->model;
  one.device = run.device;
  one.host = run.host;
  one.simulated = measured_on(run).simulated;
  one.session = run.session;
  one.configuration = run.configuration;
  one.figure = figure;
  return one;
}

}  // namespace

std::vector<AnalysedConfiguration> configurations_of(const AuditedRuns& audited,
                                                     const RunGroup& runs,
                                                     const std::vector<std::string>& figures,
                                                     std::vector<std::string>& notes) {
  std::map<std::string, RunGroup> groups;
  std::vector<const RunGroup*> in_order;
  for (const RecordedRun* run : runs) {
    RunGroup& group = groups[configuration_text(*run)];
    if (group.empty()) in_order.push_back(&group);
    group.push_back(run);
  }
  if (in_order.size() > kMany) {
    const std::size_t single =
        std::erase_if(in_order, [](const RunGroup* group) { return group->size() == 1; });
    if (single > 0)
      notes.push_back(fmt::format(
          "{} configurations that were run once are not listed: nothing bounds their means",
          single));
  }
  std::vector<AnalysedConfiguration> configurations;
  for (const RunGroup* group : in_order) {
    for (const std::string& figure : figures) {
      AnalysedConfiguration one = about(*group->front(), figure);
      RunGroup having;
      std::vector<double> values;
      for (const RecordedRun* run : *group) {
        const std::optional<double> value = figure_value(*run, figure);
        if (!value) continue;
        having.push_back(run);
        values.push_back(*value);
        one.runs.push_back(static_cast<RunPosition>(run - audited.runs().data()));
      }
      if (having.empty()) continue;
      one.mean = mean_of_runs(having, figure);
      if (values.size() > 1 && one.mean.value != 0) {
        one.relative_interval = relative_half_width(one.mean);
        one.relative_deviation = standard_deviation(values) / std::abs(one.mean.value);
      }
      configurations.push_back(std::move(one));
    }
  }
  return configurations;
}

}  // namespace mutation
