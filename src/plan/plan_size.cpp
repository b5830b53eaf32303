#include "plan/plan_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "model/figure.h"

namespace mutation {
namespace {

struct Counted {
  std::size_t planned = 0;
  std::size_t most = 0;  // 0: what is planned
};

void count(const PlannedRun& run, Counted& counted) {
  ++counted.planned;
  if (run.repeat_until && counted.most == 0)
    counted.most = static_cast<std::size_t>(run.repeat_until->max);
}

void add(const Counted& counted, PlanSize& size) {
  size.least += counted.planned;
  size.most += std::max(counted.planned, counted.most);
}

}  // namespace

PlanSize plan_size(const std::vector<PlannedRun>& runs) {
  std::map<int, Counted> configurations;
  for (const PlannedRun& run : runs) {
    if (run.role == Role::measured) count(run, configurations[run.configuration]);
  }
  PlanSize size;
  for (const auto& [number, counted] : configurations) add(counted, size);
  return size;
}

std::map<int, PlanSize> sizes_by_entry(const std::vector<PlannedRun>& runs) {
  std::map<std::pair<int, int>, Counted> configurations;
  for (const PlannedRun& run : runs) {
    if (run.role == Role::measured) count(run, configurations[{run.entry, run.configuration}]);
  }
  std::map<int, PlanSize> sizes;
  for (const auto& [place, counted] : configurations) add(counted, sizes[place.first]);
  return sizes;
}

std::string to_text(const PlanSize& size) {
  return size.most > size.least ? fmt::format("{} to {}", size.least, size.most)
                                : std::to_string(size.least);
}

std::string to_text(const RepeatUntil& until) {
  const auto figure = figure_spec_of(until.of);
  return fmt::format("{} to {} runs of each configuration until its {} is known to ±{:.4g} %",
                     until.min, until.max, figure ? figure->label : until.of,
                     until.relative_ci * 100);
}

}  // namespace mutation
