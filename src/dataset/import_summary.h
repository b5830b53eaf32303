// What an import brought, in figures. Pure.
#pragma once

#include <string>
#include <vector>

#include "dataset/import_runs.h"

namespace mutation {

// Counts the runs by kind, compares their energies and says what they lack.
void summarize_runs(const std::vector<RecordedRun>& runs, ImportSummary& summary);

// {"schema_version", "results", …}: docs/records.md has every field.
std::string import_json(const ImportSummary& summary, const std::string& results_directory,
                        ImportMode mode);

}  // namespace mutation
