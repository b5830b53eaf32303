// Which column of a CSV file of runs holds what: the Python tool's summary.csv, raw_data.csv and
// data.csv, this program's summary.csv and its export form `long`, told by the columns' names.
// Knows nothing of rows.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"

namespace mutation {

using ColumnIndex = std::optional<std::size_t>;  // absent: the file has no such column

// A column that belongs to a name: of a hyperparameter or a metric.
struct NamedColumn {
  std::size_t index = 0;
  std::string name;  // without the column's prefix
};

struct EnergyFigureColumn {
  std::size_t index = 0;
  std::optional<double> EnergyMetrics::*field = nullptr;
};

// The columns of one training. The collections have them twice: plain, and with `fg_` before them
// in rows of parallel runs.
struct TrainingColumns {
  ColumnIndex repository;
  ColumnIndex model;
  ColumnIndex success;
  ColumnIndex duration;
  ColumnIndex retries;
  ColumnIndex error_message;
  std::vector<NamedColumn> hyperparameters;
  std::vector<NamedColumn> metrics;
  std::vector<EnergyFigureColumn> energy;
};

struct CsvColumns {
  std::size_t count = 0;
  TrainingColumns own;
  TrainingColumns foreground;
  std::vector<NamedColumn> effective_hyperparameters;
  ColumnIndex experiment_id, timestamp, mode, is_parallel;
  ColumnIndex experiment_source, mutated_count, mutated_name;
  ColumnIndex background_repository, background_model, background_log_directory;
  // This program's own.
  ColumnIndex run_id, role, outcome, reasons, exit_code, signal, start_temperature, cooling_taken,
      cooling_verdict, load_verdict, host, device, device_name, simulated;
  // Of the export form `long` only; its hyperparameters are effective values.
  ColumnIndex session, start, end, configuration, block, mutated_names, alive_fraction,
      loaded_fraction, strangers, gpu_energy_method, reported_gpu_energy, inferred;
  std::vector<NamedColumn> background_hyperparameters;
  std::vector<NamedColumn> numbers;  // that hold figures of a training, by their whole names
  std::vector<std::string> unknown;  // columns that are passed over
};

// An error when these are not the columns of a file of runs, or a column stands there twice.
Result<CsvColumns> csv_columns(const std::vector<std::string_view>& names);

}  // namespace mutation
