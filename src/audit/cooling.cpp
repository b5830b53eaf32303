// Pauses that are missing, runs that overlap, and hot starts.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "audit/checks.h"
#include "audit/thresholds.h"

namespace mutation {
namespace {

// Whose runs follow one another: a session's, or a collection's.
std::string sequence_of(const RecordedRun& run) {
  if (run.kind != RecordKind::csv_row && !run.session.empty()) return run.session;
  return run.source;
}

void gap_finding(const Material& material, std::size_t before, std::size_t i,
                 std::vector<Finding>& findings) {
  const RecordedRun& run = (*material.runs)[i];
  const double gap =
      *material.facts[i].end - *material.facts[i].duration - *material.facts[before].end;
  const double pause = run.parallel ? gap - threshold::kBackgroundStart : gap;
  const std::string& earlier = (*material.runs)[before].experiment_id;
  if (gap < -threshold::kOverlapSeconds) {
    findings.push_back({.code = "overlap",
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = fmt::format("it began {:.0f} s before {} ended", -gap, earlier),
                        .figures = {{"gap_seconds", gap}},
                        .related = {before}});
  } else if (pause < threshold::kCoolingSeconds) {
    findings.push_back(
        {.code = "missing_cooling",
         .severity = Gravity::doubtful,
         .run = i,
         .evidence = fmt::format("it began {:.1f} s after {} ended{}", std::max(gap, 0.0), earlier,
                                 run.parallel ? ", its background before that" : ""),
         .figures = {{"gap_seconds", gap}},
         .related = {before}});
  }
}

void check_gaps(const Material& material, std::vector<Finding>& findings) {
  std::map<std::string, std::size_t> last;
  for (const std::size_t i : material.by_time) {
    const RecordedRun& run = (*material.runs)[i];
    const auto [at, is_first] = last.emplace(sequence_of(run), i);
    // This program proves its pauses: what it records counts, not the time between.
    if (!is_first && material.facts[i].duration && run.kind != RecordKind::session)
      gap_finding(material, at->second, i, findings);
    at->second = i;
  }
}

void hot_start(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RecordedRun& run = (*material.runs)[i];
  std::optional<Celsius> start = run.start_temperature;
  if (!start && run.traces) start = run.traces->start_temperature;
  const Typical& usual = material.mode_groups[material.facts[i].mode_group].start_temperature;
  if (!start || usual.count <= threshold::kPeers ||
      start->value - usual.median < std::max(threshold::kHotStart, 4 * usual.deviation))
    return;
  findings.push_back({.code = "hot_start",
                      .run = i,
                      .evidence = fmt::format("it began at {:.0f} °C, {} peers at {:.0f} °C",
                                              start->value, usual.count - 1, usual.median),
                      .figures = {{"start_temperature_celsius", start->value},
                                  {"peers_start_temperature_celsius", usual.median}}});
}

}  // namespace

void check_cooling(const Material& material, std::vector<Finding>& findings) {
  check_gaps(material, findings);
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    if (material.facts[i].original == kNone) hot_start(material, i, findings);
  }
}

}  // namespace mutation
