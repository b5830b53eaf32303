// Recorded runs with what the audit says of each. Pure.
#pragma once

#include <string>
#include <vector>

#include "audit/audit.h"
#include "model/recorded_run.h"

namespace mutation {

// REQUIRES: `runs` outlives it and keeps its place.
class AuditedRuns {
 public:
  explicit AuditedRuns(const std::vector<RecordedRun>& runs)
      : runs_(runs), audit_(audit_runs(runs)) {}
  explicit AuditedRuns(std::vector<RecordedRun>&&) = delete;

  const std::vector<RecordedRun>& runs() const { return runs_; }
  // REQUIRES, here and below: `run` is one of runs().
  const AuditedRun& of(const RecordedRun& run) const {
    return audit_.runs[static_cast<std::size_t>(&run - runs_.data())];
  }
  // The run of which it is a copy; none: of no other.
  const RecordedRun* original_of(const RecordedRun& run) const;

 private:
  const std::vector<RecordedRun>& runs_;
  Audit audit_;
};

// "trust", "doubtful", "do not use".
std::string verdict_of(const AuditedRun& audited);
// Of what was found, each once, the gravest first.
std::vector<std::string> codes_of(const AuditedRun& audited);
// The code for which the run is not to be used, where it is neither that the training failed, nor
// that it was simulated, nor that the row is a copy, which are no doubts about the figures; else
// "".
std::string why_not_to_use(const AuditedRun& audited);

}  // namespace mutation
