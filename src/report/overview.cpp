#include "report/overview.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "export/audited_runs.h"
#include "export/selection.h"
#include "report/numbers.h"
#include "report/overview_parts.h"

namespace mutation {
namespace {

constexpr int kFormat = 1;

bool has_simulated(const ReportMaterial& material) {
  const bool device = std::ranges::any_of(material.sessions, [](const ReportedSession& session) {
    return std::ranges::any_of(latest_info(session.head).instrumentation.devices,
                               &Device::simulated);
  });
  return device || std::ranges::any_of(material.runs, is_simulated);
}

}  // namespace

Json overview_of(const ReportMaterial& material, const OverviewOptions& options) {
  const AuditedRuns audited(material.runs);
  Json overview = {{"format", kFormat},
                   {"program", options.program_version},
                   {"made_at", unix_seconds(options.made_at)},
                   {"live", options.live},
                   {"simulated", has_simulated(material)},
                   {"sessions", Json::array()},
                   {"noise_floors", Json::array()}};
  for (const ReportedSession& session : material.sessions)
    overview["sessions"].push_back(session_entry(session));
  overview["runs"] = run_columns(material, audited);
  overview["pending"] = Json::array();
  for (const UnendedRun& run : material.unended) overview["pending"].push_back(unended_entry(run));
  overview["analysis"] = analysis_entry(material, audited);
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

}  // namespace mutation
