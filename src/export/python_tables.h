// The Python tool's tables: its collection (data.csv, 56 columns) and its sessions' summary.csv,
// column for column and written as it wrote them.
#pragma once

#include <string>
#include <vector>

#include "export/column.h"
#include "model/recorded_run.h"

namespace mutation {

// The collection has the same columns whatever the runs are. An experiment_id begins with its
// session or source, as there, so that it is unique.
Table collection_table();

// Which hyperparameters and metrics of these runs have no column in the collection, for people:
// "perf_f1 (12 runs)".
std::vector<std::string> missing_in_collection(const std::vector<const RecordedRun*>& runs);

// With a column for each hyperparameter that was passed and each metric of these runs.
Table summary_table(const std::vector<const RecordedRun*>& runs);

}  // namespace mutation
