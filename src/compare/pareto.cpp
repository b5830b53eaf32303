#include "compare/pareto.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "export/figures.h"
#include "model/figure.h"

namespace mutation {
namespace {

struct ParetoPoint {
  double figure = 0;
  double metric = 0;  // less is better, its sign turned where need be
  RunPosition run = 0;
};

// Those with a better metric than all that cost as little or less.
std::vector<RunPosition> front_of(std::vector<ParetoPoint> points) {
  std::ranges::sort(points, {}, [](const ParetoPoint& point) {
    return std::tuple(point.figure, point.metric, point.run);
  });
  std::vector<RunPosition> front;
  double best = 0;
  for (const ParetoPoint& point : points) {
    if (!front.empty() && point.metric >= best) continue;
    best = point.metric;
    front.push_back(point.run);
  }
  return front;
}

}  // namespace

std::vector<ParetoFront> pareto_fronts(const AuditedRuns& audited, const RunGroup& runs,
                                       const std::string& figure, const Catalogue* catalogue,
                                       std::vector<std::string>& notes) {
  std::map<std::tuple<MeasuredOn, std::string, std::string, std::string>, std::vector<ParetoPoint>>
      groups;
  std::set<std::string> undirected;
  for (const RecordedRun* run : runs) {
    const std::optional<double> cost = figure_value(*run, figure);
    if (!cost) continue;
    for (const Metric& metric : run->metrics) {
      const std::string better =
          catalogue ? better_of(*catalogue, run->repository, metric.name) : "";
      if (better.empty()) undirected.insert(metric.name);
      if (better.empty()) continue;
      const double sign = better == "higher" ? -1 : 1;
      groups[{measured_on(*run), training_of(*run), background_of(*run), metric.name}].push_back(
          {*cost, sign * metric.value, static_cast<RunPosition>(run - audited.runs().data())});
    }
  }
  std::vector<ParetoFront> fronts;
  for (auto& [key, points] : groups) {
    const RecordedRun& run = audited.runs()[points.front().run];
    ParetoFront one{.repo = run.repository, .model = run.model, .parallel = run.parallel};
    one.device = run.device;
    one.simulated = measured_on(run).simulated;
    one.metric = std::get<3>(key);
    one.better = better_of(*catalogue, run.repository, one.metric);
    one.figure = figure;
    for (const ParetoPoint& point : points) one.runs.push_back(point.run);
    one.front = front_of(std::move(points));
    fronts.push_back(std::move(one));
  }
  if (!undirected.empty())
    notes.push_back("no Pareto front for " +
                    joined(std::vector<std::string>(undirected.begin(), undirected.end()), ", ") +
                    ": the catalogue does not say whether higher or lower is better");
  return fronts;
}

}  // namespace mutation
