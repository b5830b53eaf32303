#include "audit/audit.h"

#include <algorithm>
#include <set>

#include "audit/checks.h"

namespace mutation {
namespace {

std::vector<Finding> all_findings(const Material& material) {
  std::vector<Finding> findings;
  for (const auto check : {check_own_record, check_figures, check_duplicates, check_borrowed_energy,
                           check_borrowed_metrics, check_aborted, check_foreign_load,
                           check_background, check_cooling, check_metric_scale, check_code_changed})
    check(material, findings);
  return findings;
}

}  // namespace

std::string to_text(Gravity gravity) {
  switch (gravity) {
    case Gravity::note:
      return "note";
    case Gravity::doubtful:
      return "doubtful";
    case Gravity::do_not_use:
      return "do not use";
  }
  return "?";
}

bool is_trusted(const AuditedRun& run) {
  return run.worst == Gravity::note;
}

Audit audit_runs(const std::vector<RecordedRun>& runs) {
  Audit audit;
  audit.runs.resize(runs.size());
  for (Finding& finding : all_findings(material_of(runs)))
    audit.runs[finding.run].findings.push_back(std::move(finding));
  for (AuditedRun& run : audit.runs) {
    std::ranges::stable_sort(run.findings, std::ranges::greater{}, &Finding::severity);
    if (!run.findings.empty()) run.worst = run.findings.front().severity;
    audit.trusted += is_trusted(run) ? 1 : 0;
    std::set<std::string> codes;
    for (const Finding& finding : run.findings) codes.insert(finding.code);
    for (const std::string& code : codes) ++audit.totals[code];
  }
  return audit;
}

}  // namespace mutation
