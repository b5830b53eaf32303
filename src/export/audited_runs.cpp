#include "export/audited_runs.h"

#include <algorithm>

namespace mutation {
namespace {

constexpr std::string_view kDuplicate = "duplicate";

}  // namespace

const RecordedRun* AuditedRuns::original_of(const RecordedRun& run) const {
  const std::vector<Finding>& findings = of(run).findings;
  const auto found = std::ranges::find(findings, kDuplicate, &Finding::code);
  return found == findings.end() || found->related.empty() ? nullptr
                                                           : &runs_[found->related.front()];
}

std::string verdict_of(const AuditedRun& audited) {
  return is_trusted(audited) ? "trust" : to_text(audited.worst);
}

std::vector<std::string> codes_of(const AuditedRun& audited) {
  std::vector<std::string> codes;
  for (const Finding& finding : audited.findings) {
    if (std::ranges::find(codes, finding.code) == codes.end()) codes.push_back(finding.code);
  }
  return codes;
}

std::string why_not_to_use(const AuditedRun& audited) {
  for (const Finding& finding : audited.findings) {
    const bool is_doubt =
        finding.code != "failed" && finding.code != "simulated" && finding.code != kDuplicate;
    if (finding.severity == Gravity::do_not_use && is_doubt) return finding.code;
  }
  return "";
}

}  // namespace mutation
