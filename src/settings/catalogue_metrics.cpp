#include "settings/catalogue_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// The metric of that name; a problem at the place where there is none.
MetricSpec* find_metric(const JsonPlace& place, const std::string& name,
                        std::vector<MetricSpec>& metrics, ProblemList& problems) {
  const auto found = std::ranges::find(metrics, name, &MetricSpec::name);
  if (found != metrics.end()) return &*found;
  std::vector<std::string> names;
  for (const MetricSpec& metric : metrics) names.push_back(metric.name);
  problems.add(place.node->line, place.path,
               fmt::format("\"log_patterns\" has no metric {}", in_quotes(name)),
               suggestion_or_list(name, names));
  return nullptr;
}

void read_required(ObjectReader& reader, std::vector<MetricSpec>& metrics) {
  const auto place = reader.take("required");
  const auto items = place ? read_distinct_texts(*place, reader.problems()) : std::nullopt;
  if (!items) return;
  for (const JsonPlace& item : *items) {
    MetricSpec* const metric = find_metric(item, item.node->text, metrics, reader.problems());
    if (metric) metric->required = true;
  }
}

void read_bounds(ObjectReader& reader, std::vector<MetricSpec>& metrics) {
  const auto place = reader.object("bounds");
  if (!place) return;
  constexpr NumberBounds kAny{-1e300, 1e300};
  for (const JsonPlace& member : named_members(*place)) {
    MetricSpec* const metric = find_metric(member, member.node->key, metrics, reader.problems());
    const auto ends = read_items(member, reader.problems());
    if (!metric || !ends) continue;
    if (ends->size() != 2) {
      reader.problems().add(member.node->line, member.path, "must be [lowest, highest]");
      continue;
    }
    const auto low = read_number((*ends)[0], kAny, reader.problems());
    const auto high = read_number((*ends)[1], kAny, reader.problems());
    if (!low || !high) continue;
    if (*low > *high) {
      reader.problems().add(member.node->line, member.path, "the lowest is above the highest");
      continue;
    }
    metric->bounds = Range{*low, *high};
  }
}

void read_directions(ObjectReader& reader, std::vector<MetricSpec>& metrics) {
  const auto place = reader.object("directions");
  if (!place) return;
  const std::vector<std::string> known = {to_text(Direction::higher), to_text(Direction::lower)};
  for (const JsonPlace& member : named_members(*place)) {
    MetricSpec* const metric = find_metric(member, member.node->key, metrics, reader.problems());
    const auto word = read_text(member, reader.problems());
    if (!metric || !word) continue;
    if (std::ranges::find(known, *word) == known.end()) {
      reader.problems().add(member.node->line, member.path,
                            fmt::format("unknown direction {}", in_quotes(*word)),
                            suggestion_or_list(*word, known));
      continue;
    }
    metric->better = *word == known[0] ? Direction::higher : Direction::lower;
  }
}

}  // namespace

std::vector<MetricSpec> read_metrics(ObjectReader& repo) {
  std::vector<MetricSpec> metrics;
  const auto outer = repo.object("performance_metrics");
  if (!outer) return metrics;
  ObjectReader reader(*outer, repo.problems());
  if (const auto patterns = reader.object("log_patterns")) {
    for (const JsonPlace& member : named_members(*patterns)) {
      const auto pattern = read_text(member, repo.problems());
      if (!pattern) continue;
      if (pattern->empty()) {
        repo.problems().add(member.node->line, member.path, "must not be empty");
      } else if (check_pattern_at(member, *pattern, repo.problems())) {
        metrics.push_back({member.node->key, *pattern});
      }
    }
  }
  read_required(reader, metrics);
  read_bounds(reader, metrics);
  read_directions(reader, metrics);
  reader.finish();
  return metrics;
}

}  // namespace mutation
