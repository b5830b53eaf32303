#include "report/overview.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compare/noise_floors.h"
#include "dataset/session_runs.h"
#include "export/audited_runs.h"
#include "export/selection.h"
#include "report/numbers.h"
#include "report/overview_parts.h"

namespace mutation {
namespace {

constexpr int kFormat = 1;

bool has_simulated(const ReportMaterial& material) {
  const bool device = std::ranges::any_of(material.sessions, [](const ReportedSession& session) {
    return std::ranges::any_of(measuring_infos(session.head), [](const SessionInfo* info) {
      return std::ranges::any_of(info->instrumentation.devices, &Device::simulated);
    });
  });
  return device || std::ranges::any_of(material.runs, is_simulated);
}

}  // namespace

Json overview_of(const ReportMaterial& material, const OverviewOptions& options) {
  const AuditedRuns audited(material.runs);
  std::vector<RecordedRun> calibrations = options.calibrations;
  for (const RecordedRun& run : material.runs) {
    if (run.role == Role::calibration) calibrations.push_back(run);
  }
  const std::vector<NoiseFloor> floors = noise_floors_of(calibrations);
  Json overview = {{"format", kFormat},
                   {"program", options.program_version},
                   {"made_at", unix_seconds(options.made_at)},
                   {"live", options.live},
                   {"simulated", has_simulated(material)},
                   {"notes", options.notes},
                   {"sessions", Json::array()},
                   {"noise_floors", noise_floor_entries(floors)}};
  for (const ReportedSession& session : material.sessions) {
    Json entry = session_entry(session);
    const auto note = options.session_notes.find(session.head.info.directory);
    if (note != options.session_notes.end()) entry["notes"].push_back(note->second);
    overview["sessions"].push_back(std::move(entry));
  }
  overview["runs"] = run_columns(material, audited);
  overview["pending"] = Json::array();
  for (const UnendedRun& run : material.unended) overview["pending"].push_back(unended_entry(run));
  overview["analysis"] = analysis_entry(material, audited, floors);
  return overview;
}

Result<std::string> overview_json(const std::vector<std::string>& directories,
                                  const OverviewOptions& options) {
  ReportMaterial material;
  for (const std::string& directory : directories) {
    Result<SessionReader> session = SessionReader::open(directory);
    if (!session) return session.error();
    if (Status added = add_session(*session, material); !added)
      return with_context("in " + directory, added.error());
  }
  order_by_start(material);
  return to_line(overview_of(material, options));
}

std::vector<RecordedRun> calibrations_of(const std::string& directory) {
  std::vector<RecordedRun> runs;
  Result<SessionReader> session = SessionReader::open(directory);
  if (!session) return runs;
  const auto ids = session->calibrations();
  if (!ids) return runs;
  for (const std::string& id : *ids) {
    const Result<StoredRun> stored = session->run(id);
    if (!stored || stored->state != RunState::ended) continue;
    const RunRecord record = run_record_of(*stored);
    if (!record.attempts.empty()) runs.push_back(recorded_run_of(record, session->head()));
  }
  return runs;
}

}  // namespace mutation
