// What stands in one field of a CSV file of runs, as Python wrote it: 10 or 10.0, True or False,
// nothing, nan.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/csv_columns.h"
#include "model/value.h"

namespace mutation {

using CsvFields = std::vector<std::string_view>;

// "" where the file has no such column. Without the spaces around it.
std::string_view cell(const CsvFields& fields, ColumnIndex column);
std::string_view cell(const CsvFields& fields, std::size_t column);

// None for empty text, for nan and infinities, and for what is no number.
std::optional<double> number_in(std::string_view text);
// A whole number, also one written as 10.0; none for others and beyond int.
std::optional<int> count_in(std::string_view text);
// True, true, 1, 1.0; False, false, 0, 0.0; none for others.
std::optional<bool> truth_in(std::string_view text);
// None for empty text and nan. Whole numbers, floats, True and False as such, others as text.
std::optional<Value> value_in(std::string_view text);

// The row is of a parallel run: by its `mode`, else by `is_parallel`, else by the end of its
// experiment's id.
bool is_parallel_row(const CsvFields& fields, const CsvColumns& columns);
// Whether the row says that its training succeeded: its own column, else the foreground's.
std::optional<bool> success_in(const CsvFields& fields, const CsvColumns& columns);
// The row's own hyperparameters, else those in the foreground's columns; own ones first where both
// are there.
Hyperparameters hyperparameters_in(const CsvFields& fields, const CsvColumns& columns);
Hyperparameters values_in(const CsvFields& fields, const std::vector<NamedColumn>& columns);

}  // namespace mutation
