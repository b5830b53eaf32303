#include "dataset/csv_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "dataset/csv_ours.h"
#include "dataset/run_words.h"
#include "record/csv_reader.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

// What a row's own columns say, else those of the foreground.
std::string_view either(const CsvFields& fields, const CsvColumns& columns,
                        ColumnIndex TrainingColumns::*column) {
  const std::string_view own = cell(fields, columns.own.*column);
  return own.empty() ? cell(fields, columns.foreground.*column) : own;
}

// Names and messages go into stores and JSON, which hold UTF-8 only.
std::string text_in(std::string_view text) {
  return valid_utf8(text);
}

EnergyMetrics energy_in(const CsvFields& fields, const CsvColumns& columns) {
  EnergyMetrics energy;
  for (const EnergyFigureColumn& column : columns.own.energy)
    energy.*column.field = number_in(cell(fields, column.index));
  for (const EnergyFigureColumn& column : columns.foreground.energy) {
    if (!(energy.*column.field)) energy.*column.field = number_in(cell(fields, column.index));
  }
  return energy;
}

std::vector<Metric> metrics_in(const CsvFields& fields, const CsvColumns& columns) {
  std::vector<Metric> metrics;
  for (const auto* group : {&columns.own.metrics, &columns.foreground.metrics}) {
    for (const NamedColumn& column : *group) {
      const auto value = number_in(cell(fields, column.index));
      const bool there = std::ranges::any_of(
          metrics, [&](const Metric& metric) { return metric.name == column.name; });
      if (value && !there) metrics.push_back({column.name, *value});
    }
  }
  return metrics;
}

void take_mutated(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run) {
  const std::string_view name = cell(fields, columns.mutated_name);
  const auto count = count_in(cell(fields, columns.mutated_count));
  if (!name.empty()) {
    for (const std::string& one : split(name, ',')) {
      if (find(run.hyperparameters, std::string(trimmed(one))))
        run.mutated.emplace_back(trimmed(one));
    }
    if (!run.mutated.empty()) return;
  }
  if (count == 0) return;
  for (const NamedValue& value : run.hyperparameters) run.mutated.push_back(value.name);
  if (!run.mutated.empty())
    run.inferred.emplace_back("mutated: those with a value in the row; it does not name them");
}

void take_background(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run) {
  const std::string_view repository = cell(fields, columns.background_repository);
  const std::string_view model = cell(fields, columns.background_model);
  if (!repository.empty() || !model.empty())
    run.background = {.repository = text_in(repository), .model = text_in(model)};
  // …/results/<session>/<experiment>/background_logs
  const std::string_view logs = cell(fields, columns.background_log_directory);
  const std::string session =
      std::filesystem::path(logs).parent_path().parent_path().filename().string();
  if (!session.starts_with("run_")) return;
  run.session = session;
  run.inferred.emplace_back("session: from the folder of the background's logs");
}

void take_energy(const CsvFields& fields, const CsvColumns& columns, RecordedRun& run) {
  run.reported = energy_in(fields, columns);
  run.energy = run.reported;
  if (const auto reported = number_in(cell(fields, columns.reported_gpu_energy)))
    run.reported.gpu_energy_total_joules = reported;
  const std::string_view method = cell(fields, columns.gpu_energy_method);
  const bool only_sum = method == "mean_power_x_duration" || method == "sum_of_samples";
  if (run.run_id.empty() || only_sum) run.energy = without_python_sum(run.reported);
  run.energy.simulated = run.reported.simulated = run.simulated;
}

// A row of a parallel run holds its figures plain, under `fg_`, or both. Where both stand there and
// differ, it was joined from two runs.
std::vector<std::string> contradictions_in(const CsvFields& fields, const CsvColumns& columns) {
  std::vector<std::string> found;
  const auto compare = [&](const std::string& name, ColumnIndex own, ColumnIndex foreground) {
    const auto plain = number_in(cell(fields, own));
    const auto other = number_in(cell(fields, foreground));
    if (plain && other && *plain != *other)
      found.push_back(fmt::format("{} {:.1f}, fg_{} {:.1f}", name, *plain, name, *other));
  };
  compare("duration_seconds", columns.own.duration, columns.foreground.duration);
  for (const EnergyFigureColumn& own : columns.own.energy) {
    for (const EnergyFigureColumn& foreground : columns.foreground.energy) {
      if (own.field == &EnergyMetrics::gpu_energy_total_joules && foreground.field == own.field)
        compare("energy_gpu_total_joules", own.index, foreground.index);
    }
  }
  return found;
}

// Figures that stand in the row and are no numbers: nan, inf, text.
std::vector<std::string> unusable_in(const CsvFields& fields, const CsvColumns& columns) {
  std::vector<std::string> found;
  for (const NamedColumn& column : columns.numbers) {
    const std::string_view text = cell(fields, column.index);
    if (!text.empty() && !number_in(text))
      found.push_back(column.name + " is " + text_in(text.substr(0, 40)));
  }
  return found;
}

RecordedRun run_in(const CsvFields& fields, const CsvColumns& columns) {
  RecordedRun run{.kind = RecordKind::csv_row};
  run.experiment_id = text_in(cell(fields, columns.experiment_id));
  run.timestamp = text_in(cell(fields, columns.timestamp));
  run.repository = text_in(either(fields, columns, &TrainingColumns::repository));
  run.model = text_in(either(fields, columns, &TrainingColumns::model));
  run.parallel = is_parallel_row(fields, columns);
  run.hyperparameters = hyperparameters_in(fields, columns);
  run.experiment_source = text_in(cell(fields, columns.experiment_source));
  run.success = success_in(fields, columns);
  run.retries = count_in(either(fields, columns, &TrainingColumns::retries));
  run.error_message = text_in(either(fields, columns, &TrainingColumns::error_message));
  if (const auto seconds = number_in(either(fields, columns, &TrainingColumns::duration)))
    run.duration = Seconds(*seconds);
  run.metrics = metrics_in(fields, columns);
  take_mutated(fields, columns, run);
  take_background(fields, columns, run);
  take_ours(fields, columns, run);
  take_long(fields, columns, run);
  take_energy(fields, columns, run);
  run.contradictions = contradictions_in(fields, columns);
  run.unusable = unusable_in(fields, columns);
  return run;
}

class RowReader {
 public:
  explicit RowReader(const TakeRow& take) : take_(&take) {}

  Status take(const CsvFields& fields, std::size_t line) {
    if (!columns_) {
      Result<CsvColumns> columns = csv_columns(fields);
      if (!columns) return columns.error();
      columns_ = std::move(*columns);
      return {};
    }
    if (fields.size() == columns_->count) {
      (*take_)(fields, *columns_, line);
    } else if (odd_rows_++ == 0) {
      first_odd_ = line;
    }
    return {};
  }

  Result<std::vector<std::string>> finish(const CsvEnd& end, const std::string& path) {
    // A last line without a line end is whole when it has all fields.
    if (end.cut_off && columns_ && end.unfinished.size() == columns_->count && !end.in_quotes) {
      (*take_)({end.unfinished.begin(), end.unfinished.end()}, *columns_, 0);
    } else if (end.cut_off && columns_) {
      notes_.push_back(path + ": its last line is cut off and was left out");
    }
    if (!columns_) return Error{path + " has no complete line", {}};
    if (odd_rows_ > 0)
      notes_.push_back(
          fmt::format("{}: {} rows do not have its {} fields and were left out, the "
                      "first in line {}",
                      path, odd_rows_, columns_->count, first_odd_));
    if (!columns_->unknown.empty())
      notes_.push_back(path + ": columns that are not known were passed over: " +
                       joined(columns_->unknown, ", "));
    return std::move(notes_);
  }

 private:
  const TakeRow* take_;
  std::optional<CsvColumns> columns_;
  std::vector<std::string> notes_;
  std::size_t odd_rows_ = 0;
  std::size_t first_odd_ = 0;
};

class RowsAsRuns {
 public:
  explicit RowsAsRuns(std::string source) : source_(std::move(source)) {}

  // Valid as long as this is.
  TakeRow take() {
    return [this](const CsvFields& fields, const CsvColumns& columns, std::size_t line) {
      RecordedRun run = run_in(fields, columns);
      run.source = source_;
      run.line = line > 0 ? line : read_.runs.empty() ? 2 : read_.runs.back().line + 1;
      if (run.repository.empty() && run.model.empty()) ++nameless_;
      if (!run.unusable.empty() && unusable_++ == 0)
        first_unusable_ = fmt::format("line {}: {}", run.line, run.unusable.front());
      read_.runs.push_back(std::move(run));
    };
  }

  RunsRead finish(std::vector<std::string> notes) {
    read_.notes = std::move(notes);
    if (nameless_ > 0)
      read_.notes.push_back(
          fmt::format("{}: {} rows name neither repository nor model", source_, nameless_));
    if (unusable_ > 0)
      read_.notes.push_back(
          fmt::format("{}: {} rows have figures that are no numbers, which count as absent; the "
                      "first in {}",
                      source_, unusable_, first_unusable_));
    return std::move(read_);
  }

 private:
  std::string source_;
  RunsRead read_;
  std::size_t unusable_ = 0;
  std::string first_unusable_;
  std::size_t nameless_ = 0;
};

}  // namespace

Result<std::vector<std::string>> read_rows(const std::string& path, const TakeRow& take) {
  RowReader reader(take);
  const auto end = read_csv_file(
      path, [&](const CsvRecord& record) { return reader.take(record.fields, record.line); });
  if (!end) return with_context("read " + path, end.error());
  return reader.finish(*end, path);
}

Result<RunsRead> read_csv_runs(const std::string& path) {
  RowsAsRuns rows(path);
  auto notes = read_rows(path, rows.take());
  if (!notes) return notes.error();
  return rows.finish(std::move(*notes));
}

Result<RunsRead> csv_runs_of(std::string_view text, const std::string& what) {
  RowsAsRuns rows(what);
  const TakeRow take = rows.take();
  RowReader reader(take);
  const auto end = read_csv_text(
      text, [&](const CsvRecord& record) { return reader.take(record.fields, record.line); });
  if (!end) return with_context("read " + what, end.error());
  auto notes = reader.finish(*end, what);
  if (!notes) return notes.error();
  return rows.finish(std::move(*notes));
}

}  // namespace mutation
