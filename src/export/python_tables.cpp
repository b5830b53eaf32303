#include "export/python_tables.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "export/figures.h"
#include "export/selection.h"

namespace mutation {
namespace {

constexpr std::string_view kPythonLineEnd = "\r\n";
constexpr const char* kBackgroundNote =
    "Background training served as GPU load only (not monitored)";

const std::vector<std::string> kHyperparameters = {"alpha",    "batch_size", "dropout",
                                                   "epochs",   "kfold",      "learning_rate",
                                                   "max_iter", "seed",       "weight_decay"};
const std::vector<std::string> kMetrics = {"accuracy",
                                           "best_val_accuracy",
                                           "map",
                                           "precision",
                                           "rank1",
                                           "rank5",
                                           "recall",
                                           "test_accuracy",
                                           "test_loss",
                                           "eval_loss",
                                           "final_training_loss",
                                           "eval_samples_per_second",
                                           "top1_accuracy",
                                           "top5_accuracy",
                                           "top10_accuracy",
                                           "top20_accuracy"};

using Write = std::function<void(const RecordedRun&, CsvLine&)>;

void put(Table& table, std::string name, Write write) {
  table.columns.push_back({.name = std::move(name),
                           .unit = {},
                           .meaning = {},
                           .better = {},
                           .write = std::move(write)});
}

// Empty in runs without a background.
void put_parallel(Table& table, std::string name, Write write) {
  put(table, std::move(name), [write = std::move(write)](const RecordedRun& run, CsvLine& line) {
    if (run.parallel) {
      write(run, line);
    } else {
      line.add_absent();
    }
  });
}

// training_success: all but failed and interrupted runs, as in experiment.json.
std::optional<bool> success_of(const RecordedRun& run) {
  if (run.success) return run.success;
  if (!run.outcome) return std::nullopt;
  return *run.outcome == Outcome::succeeded || *run.outcome == Outcome::suspect;
}

std::string source_of(const RecordedRun& run) {
  return run.experiment_source.empty() ? run.session : run.experiment_source;
}

// A row of a collection has its source in front already.
std::string long_id(const RecordedRun& run) {
  const std::string prefix = source_of(run) + "__";
  const bool there =
      run.kind == RecordKind::csv_row || prefix == "__" || run.experiment_id.starts_with(prefix);
  return there ? run.experiment_id : prefix + run.experiment_id;
}

void put_passed(Table& table, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    put(table, "hyperparam_" + name, [name](const RecordedRun& run, CsvLine& line) {
      line.add(find(run.hyperparameters, name));
    });
  }
}

void put_metrics(Table& table, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    put(table, "perf_" + name,
        [name](const RecordedRun& run, CsvLine& line) { line.add(metric_of(run, name)); });
  }
}

void put_energy(Table& table) {
  for (const EnergyColumn& energy : energy_columns()) {
    put(table, energy.name, [figure = energy.figure](const RecordedRun& run, CsvLine& line) {
      line.add(figure_of(run, figure));
    });
  }
}

void put_mutated(Table& table) {
  put(table, "experiment_source",
      [](const RecordedRun& run, CsvLine& line) { line.add(source_of(run)); });
  put(table, "num_mutated_params", [](const RecordedRun& run, CsvLine& line) {
    const bool known = !run.mutated.empty() || !run.hyperparameters.empty() ||
                       !run.effective_hyperparameters.empty();
    line.add(known ? std::optional(run.mutated.size()) : std::nullopt);
  });
  put(table, "mutated_param",
      [](const RecordedRun& run, CsvLine& line) { line.add(joined(run.mutated, ",")); });
  put(table, "mode",
      [](const RecordedRun& run, CsvLine& line) { line.add(run.parallel ? "parallel" : ""); });
}

void put_background(Table& table) {
  put_parallel(table, "bg_repository", [](const RecordedRun& run, CsvLine& line) {
    line.add(run.background ? run.background->repository : "");
  });
  put_parallel(table, "bg_model", [](const RecordedRun& run, CsvLine& line) {
    line.add(run.background ? run.background->model : "");
  });
  put_parallel(table, "bg_note", [](const RecordedRun& run, CsvLine& line) {
    line.add(run.background ? kBackgroundNote : "");
  });
  put_parallel(table, "bg_log_directory", [](const RecordedRun& run, CsvLine& line) {
    line.add(run.directory.empty() ? "" : run.directory + "/background_logs");
  });
}

void count(const std::string& column, const std::vector<std::string>& known,
           const std::string& name, std::map<std::string, int>& missing) {
  if (std::ranges::find(known, name) == known.end()) ++missing[column + name];
}

}  // namespace

Table collection_table() {
  Table table{.columns = {}, .line_end = kPythonLineEnd};
  put(table, "experiment_id",
      [](const RecordedRun& run, CsvLine& line) { line.add(long_id(run)); });
  put(table, "timestamp", [](const RecordedRun& run, CsvLine& line) { line.add(run.timestamp); });
  put(table, "repository", [](const RecordedRun& run, CsvLine& line) { line.add(run.repository); });
  put(table, "model", [](const RecordedRun& run, CsvLine& line) { line.add(run.model); });
  put(table, "is_parallel", [](const RecordedRun& run, CsvLine& line) { line.add(run.parallel); });
  const Write duration = [](const RecordedRun& run, CsvLine& line) { line.add(run.duration); };
  const Write retries = [](const RecordedRun& run, CsvLine& line) { line.add(run.retries); };
  const Write message = [](const RecordedRun& run, CsvLine& line) { line.add(run.error_message); };
  put(table, "training_success",
      [](const RecordedRun& run, CsvLine& line) { line.add(success_of(run)); });
  put(table, "duration_seconds", duration);
  put(table, "retries", retries);
  put(table, "error_message", message);
  put_passed(table, kHyperparameters);
  put_metrics(table, kMetrics);
  put_energy(table);
  put_mutated(table);
  put_background(table);
  put_parallel(table, "fg_duration_seconds", duration);
  put_parallel(table, "fg_retries", retries);
  put_parallel(table, "fg_error_message", message);
  return table;
}

std::vector<std::string> missing_in_collection(const std::vector<const RecordedRun*>& runs) {
  std::map<std::string, int> missing;
  for (const RecordedRun* run : runs) {
    for (const NamedValue& named : run->hyperparameters)
      count("hyperparam_", kHyperparameters, named.name, missing);
    for (const Metric& metric : run->metrics) count("perf_", kMetrics, metric.name, missing);
  }
  std::vector<std::string> texts;
  for (const auto& [column, times] : missing)
    texts.push_back(column + " (" + std::to_string(times) + (times == 1 ? " run)" : " runs)"));
  return texts;
}

Table summary_table(const std::vector<const RecordedRun*>& runs) {
  std::map<std::string, bool> passed;
  for (const RecordedRun* run : runs) {
    for (const NamedValue& named : run->hyperparameters) passed[named.name] = true;
  }
  std::vector<std::string> hyperparameters;
  for (const auto& [name, there] : passed) hyperparameters.push_back(name);
  Table table{.columns = {}, .line_end = kPythonLineEnd};
  put(table, "experiment_id",
      [](const RecordedRun& run, CsvLine& line) { line.add(run.experiment_id); });
  put(table, "timestamp", [](const RecordedRun& run, CsvLine& line) { line.add(run.timestamp); });
  put(table, "repository", [](const RecordedRun& run, CsvLine& line) { line.add(run.repository); });
  put(table, "model", [](const RecordedRun& run, CsvLine& line) { line.add(run.model); });
  put(table, "training_success",
      [](const RecordedRun& run, CsvLine& line) { line.add(success_of(run)); });
  put(table, "duration_seconds",
      [](const RecordedRun& run, CsvLine& line) { line.add(run.duration); });
  put(table, "retries", [](const RecordedRun& run, CsvLine& line) { line.add(run.retries); });
  put_passed(table, hyperparameters);
  put_metrics(table, names_of(runs).metrics);
  put_energy(table);
  return table;
}

}  // namespace mutation
