// What a row of a CSV file says in the columns that only this program writes: its summary.csv and
// its export form `long`.
#pragma once

#include "dataset/csv_cells.h"
#include "dataset/csv_columns.h"
#include "model/recorded_run.h"

namespace mutation {

// Names, outcome, evidence, where it was measured, effective hyperparameters.
void take_ours(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run);

// Where the file is an export of the form `long`: reasons by their codes alone, hyperparameters as
// they took effect, session, times. REQUIRES: take_ours() and the hyperparameters before it.
void take_long(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run);

}  // namespace mutation
