// The long form: one row a run, with everything that an analysis may want to look at, and the data
// dictionary that says what its columns are.
#pragma once

#include <string>
#include <vector>

#include "export/audited_runs.h"
#include "export/column.h"
#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// Columns for the hyperparameters and metrics that these runs have. REQUIRES: they are of
// `audited`, which outlives the table.
Table long_table(const std::vector<const RecordedRun*>& runs, const AuditedRuns& audited,
                 const Catalogue& catalogue);

// What a column is, for a data dictionary.
struct DictionaryEntry {
  std::string table;  // the file that the column stands in
  std::string column;
  std::string unit;
  std::string meaning;
  std::string better;  // as Column::better
  std::optional<double> mean;
  std::optional<double> standard_deviation;  // what a standardised column was divided by
};

// "table,column,unit,meaning,better,mean,standard_deviation", then a line for each.
std::string dictionary_csv(const std::vector<DictionaryEntry>& entries);
std::vector<DictionaryEntry> dictionary_of(const Table& table, const std::string& file);

}  // namespace mutation
