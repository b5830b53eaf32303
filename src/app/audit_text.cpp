#include "app/audit_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "export/audited_runs.h"
#include "progress/text_table.h"
#include "record/json.h"

namespace mutation {
namespace {

struct Total {
  Gravity gravest = Gravity::note;
  std::size_t runs = 0;
};

// By code, over the shown runs.
std::map<std::string, Total> totals_of(const ShownAudit& shown) {
  std::map<std::string, Total> totals;
  for (const std::size_t i : shown.shown) {
    std::set<std::string> told;
    for (const Finding& finding : shown.audit->runs[i].findings) {
      Total& total = totals[finding.code];
      total.gravest = std::max(total.gravest, finding.severity);
      total.runs += told.insert(finding.code).second ? 1 : 0;
    }
  }
  return totals;
}

std::size_t trusted_of(const ShownAudit& shown) {
  return static_cast<std::size_t>(std::ranges::count_if(
      shown.shown, [&](std::size_t i) { return is_trusted(shown.audit->runs[i]); }));
}

std::string place_of(const RecordedRun& run) {
  if (!run.session.empty() && run.kind != RecordKind::csv_row) return run.session;
  const std::string file = std::filesystem::path(run.source).filename().string();
  return run.line > 0 ? fmt::format("{}:{}", file, run.line) : file;
}

Json finding_json(const ShownAudit& shown, const Finding& finding) {
  Json figures = Json::object();
  for (const auto& [name, value] : finding.figures) figures[name] = value;
  Json related = Json::array();
  for (const std::size_t i : finding.related) {
    const RecordedRun& run = (*shown.runs)[i];
    related.push_back({{"run_id", run.run_id},
                       {"experiment_id", run.experiment_id},
                       {"source", run.source},
                       {"line", run.line}});
  }
  return {{"code", finding.code},
          {"severity", to_text(finding.severity)},
          {"evidence", finding.evidence},
          {"figures", figures},
          {"related", related}};
}

Json run_json(const ShownAudit& shown, std::size_t i) {
  const RecordedRun& run = (*shown.runs)[i];
  const AuditedRun& audited = shown.audit->runs[i];
  Json findings = Json::array();
  for (const Finding& finding : audited.findings) findings.push_back(finding_json(shown, finding));
  return {{"run_id", run.run_id},
          {"experiment_id", run.experiment_id},
          {"timestamp", run.timestamp},
          {"session", run.session},
          {"source", run.source},
          {"line", run.line},
          {"repository", run.repository},
          {"model", run.model},
          {"mode", run.parallel ? "parallel" : "sequential"},
          {"verdict", verdict_of(audited)},
          {"findings", findings}};
}

std::vector<std::size_t> rows_of(const ShownAudit& shown, bool findings_only) {
  std::vector<std::size_t> rows;
  for (const std::size_t i : shown.shown) {
    if (!findings_only || !is_trusted(shown.audit->runs[i])) rows.push_back(i);
  }
  return rows;
}

void append(std::vector<std::string>& lines, const TextTable& table) {
  for (std::string& line : table.lines()) lines.push_back(std::move(line));
}

// Lacking defaults is the same on every run whose repo the catalogue does not have: told once,
// below.
constexpr const char* kToldOnce = "hyperparameters_unknown";

std::string evidence_of(const AuditedRun& audited) {
  const auto own = std::ranges::find_if(
      audited.findings, [](const Finding& finding) { return finding.code != kToldOnce; });
  return own == audited.findings.end() ? "" : own->evidence;
}

void append_told_once(const ShownAudit& shown, std::vector<std::string>& lines) {
  for (const std::size_t i : shown.shown) {
    for (const Finding& finding : shown.audit->runs[i].findings) {
      if (finding.code != kToldOnce) continue;
      lines.push_back(finding.code + ": " + finding.evidence);
      lines.emplace_back();
      return;
    }
  }
}

}  // namespace

std::vector<std::string> audit_lines(const ShownAudit& shown, bool findings_only) {
  std::vector<std::string> lines;
  TextTable rows({{"where"}, {"experiment"}, {"verdict"}, {"findings"}, {"evidence"}});
  const std::vector<std::size_t> listed = rows_of(shown, findings_only);
  for (const std::size_t i : listed) {
    const RecordedRun& run = (*shown.runs)[i];
    const AuditedRun& audited = shown.audit->runs[i];
    rows.add_row({place_of(run), run.experiment_id, verdict_of(audited),
                  joined(codes_of(audited), " "), evidence_of(audited)});
  }
  if (!listed.empty()) append(lines, rows);
  const std::map<std::string, Total> totals = totals_of(shown);
  if (!totals.empty()) {
    if (!lines.empty()) lines.emplace_back();
    TextTable table({{"finding"}, {"at worst"}, {"runs", Align::right}});
    for (const auto& [code, total] : totals)
      table.add_row({code, to_text(total.gravest), std::to_string(total.runs)});
    append(lines, table);
    lines.emplace_back();
    append_told_once(shown, lines);
  }
  lines.push_back(
      fmt::format("{} of {} runs to be trusted", trusted_of(shown), shown.shown.size()));
  return lines;
}

std::string audit_json(const ShownAudit& shown, bool findings_only) {
  Json totals = Json::object();
  for (const auto& [code, total] : totals_of(shown))
    totals[code] = {{"runs", total.runs}, {"at_worst", to_text(total.gravest)}};
  Json runs = Json::array();
  for (const std::size_t i : rows_of(shown, findings_only)) runs.push_back(run_json(shown, i));
  const Json all = {{"schema_version", 1},          {"audited", shown.shown.size()},
                    {"trusted", trusted_of(shown)}, {"totals", totals},
                    {"notes", shown.notes},         {"runs", runs}};
  return to_line(all);
}

}  // namespace mutation
