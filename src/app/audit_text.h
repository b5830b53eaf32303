// An audit for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "audit/audit.h"

namespace mutation {

// What is shown of an audit: all runs are judged, not all must be shown.
struct ShownAudit {
  const std::vector<RecordedRun>* runs = nullptr;
  const Audit* audit = nullptr;
  std::vector<std::size_t> shown;  // places of runs, in their order
  std::vector<std::string> notes;  // on reading them
};

// A line for each run, then how many runs have which finding, then how many are to be trusted.
// Runs without findings of more than a note are left out with `findings_only`.
std::vector<std::string> audit_lines(const ShownAudit& shown, bool findings_only);

// The same and everything else that was found, as one line of JSON.
std::string audit_json(const ShownAudit& shown, bool findings_only);

}  // namespace mutation
