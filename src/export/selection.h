// Which recorded runs an export or a coverage is made of, and how many others were left out and
// why.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "export/audited_runs.h"
#include "model/recorded_run.h"

namespace mutation {

// Empty lists leave nothing out. Warm-ups and calibrations never belong to it.
struct RunSelection {
  std::vector<std::string> sessions;  // names, or folders that end with them
  std::vector<Outcome> outcomes;
  std::vector<std::string> models;  // MODEL or REPO/MODEL
  std::optional<bool> parallel;
  bool simulated = true;   // whether runs of a simulated GPU belong to it
  bool duplicates = true;  // whether the same run may stand in it more than once
  bool unusable = true;    // whether runs belong to it that the audit says not to use
};

struct LeftOut {
  std::string why;  // "the outcome is failed"
  std::size_t runs = 0;
};

struct SelectedRuns {
  std::vector<const RecordedRun*> runs;  // of the vector that was given, in its order
  std::vector<LeftOut> left_out;         // in the order in which they occurred first
};

// Of duplicates the original is taken, where it belongs to the selection, else the first copy.
SelectedRuns select_runs(const AuditedRuns& audited, const RunSelection& selection);

// Why the run does not belong to it, as text for people; "" where it does. Duplicates are not
// looked at. REQUIRES: `run` is one of the audited.
std::string why_left_out(const AuditedRuns& audited, const RecordedRun& run,
                         const RunSelection& selection);

// As recorded; else what its success says; absent where nothing does.
std::optional<Outcome> outcome_of(const RecordedRun& run);
// "succeeded", …, "unknown".
std::string outcome_text(const RecordedRun& run);

// A GPU figure comes from the simulated GPU.
bool is_simulated(const RecordedRun& run);

// Whether `named`, a session's name or a folder that ends with it, is the run's.
bool names_session(const std::string& named, const RecordedRun& run);

// Whether `named`, MODEL or REPO/MODEL, is this one.
bool names_model(const std::string& named, const std::string& repo, const std::string& model);

}  // namespace mutation
