// Which recorded runs to trust, and why not the others: judged from the records alone, so that the
// same audit serves this program's sessions, the Python tool's, and collections of rows. Pure: it
// reads no files and changes no run. docs/audit.md has every code with its threshold.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/recorded_run.h"

namespace mutation {

// note: worth knowing. doubtful: the record speaks against the row, or peers do. do_not_use: the
// evidence is direct.
enum class Gravity { note, doubtful, do_not_use };
std::string to_text(Gravity gravity);  // "note", "doubtful", "do not use"

// What was found on one run.
struct Finding {
  std::string code;  // for programs: docs/audit.md has all
  Gravity severity = Gravity::note;
  std::size_t run = 0;   // its place in the audited runs
  std::string evidence;  // for people, with the numbers
  // The numbers the finding rests on, by name with unit ("duration_seconds").
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::size_t> related;  // other runs that the evidence rests on, at most 10
};

struct AuditedRun {
  Gravity worst = Gravity::note;  // of its findings
  std::vector<Finding> findings;  // the gravest first
};

struct Audit {
  std::vector<AuditedRun> runs;               // as the audited runs lie
  std::map<std::string, std::size_t> totals;  // how many runs have a finding of this code
  std::size_t trusted = 0;                    // runs with nothing more than notes
};

// Takes n log n time: 100,000 runs in seconds.
Audit audit_runs(const std::vector<RecordedRun>& runs);

// A run to be trusted: nothing more than notes.
bool is_trusted(const AuditedRun& run);

}  // namespace mutation
