// Which recorded runs an export or a coverage is made of, and how many others were left out and
// why.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/recorded_run.h"

namespace mutation {

// Empty lists leave nothing out. Warm-ups and calibrations never belong to it.
struct RunSelection {
  std::vector<std::string> sessions;  // names, or folders that end with them
  std::vector<Outcome> outcomes;
  std::vector<std::string> models;  // MODEL or REPO/MODEL
  std::optional<bool> parallel;
};

struct LeftOut {
  std::string why;  // "the outcome is failed"
  std::size_t runs = 0;
};

struct SelectedRuns {
  std::vector<const RecordedRun*> runs;  // of the vector that was given, in its order
  std::vector<LeftOut> left_out;         // in the order in which they occurred first
};

SelectedRuns select_runs(const std::vector<RecordedRun>& runs, const RunSelection& selection);

// As recorded; else what its success says; absent where nothing does.
std::optional<Outcome> outcome_of(const RecordedRun& run);
// "succeeded", …, "unknown".
std::string outcome_text(const RecordedRun& run);

// Whether `named`, MODEL or REPO/MODEL, is this one.
bool names_model(const std::string& named, const std::string& repo, const std::string& model);

}  // namespace mutation
