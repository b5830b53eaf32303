// What an analysis table's columns are made of: numbers from runs.
#pragma once

#include <string>
#include <vector>

#include "export/analysis.h"

namespace mutation {

inline constexpr const char* kParallelVariable = "is_parallel";

// is_parallel, the hyperparameters and the outcomes of a group's runs, in the order of the columns.
// What is no finite number is absent. `notes` takes what is doubtful about them.
std::vector<Variable> variables_of(const std::vector<const RecordedRun*>& runs,
                                   const std::string& repo, const Catalogue& catalogue,
                                   const AnalysisOptions& options, std::vector<std::string>& notes);

// One for each of the runs' models but the first by name.
std::vector<Variable> model_indicators(const std::vector<const RecordedRun*>& runs);

// Whether two of its values differ. REQUIRES: no value is absent.
bool varies(const Variable& variable);
// Subtracts the mean and divides by the standard deviation; false where it has none, and nothing is
// changed then. REQUIRES: no value is absent.
bool standardise(Variable& variable);
// The products of both. REQUIRES: no value is absent.
Variable interaction_of(const Variable& hyperparameter, const Variable& parallel);

}  // namespace mutation
