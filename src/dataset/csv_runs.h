// The rows of a CSV file of runs as recorded runs.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "dataset/csv_cells.h"
#include "dataset/read_runs.h"

namespace mutation {

// Called for each row that is complete, with the file's columns and the row's line.
using TakeRow =
    std::function<void(const CsvFields& fields, const CsvColumns& columns, std::size_t line)>;

// Gives all rows of the file. Notes: columns that are not known, rows of another number of fields,
// a last line that was cut off. An error names the file: it is no CSV, or holds no runs.
Result<std::vector<std::string>> read_rows(const std::string& path, const TakeRow& take);

// `path` is a CSV file. Without names by content where the file gives none, and without effective
// hyperparameters but those in it.
Result<RunsRead> read_csv_runs(const std::string& path);
// The same of a text; `what` stands in the place of its path.
Result<RunsRead> csv_runs_of(std::string_view text, const std::string& what);

}  // namespace mutation
