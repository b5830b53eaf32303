#include "dataset/python_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>

#include "base/text.h"
#include "dataset/csv_runs.h"
#include "dataset/python_traces.h"
#include "dataset/run_words.h"
#include "os/file.h"
#include "record/experiment_reader.h"
#include "record/session_directory.h"
#include "record/session_list.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLogTailBytes = 4096;
constexpr std::size_t kLogTailLines = 20;

std::string log_tail_in(const std::string& directory) {
  for (const char* name : {"/training.log", "/terminal_output.txt"}) {
    const Result<std::string> end = read_file_end(directory + name, kLogTailBytes);
    if (!end || trimmed(*end).empty()) continue;
    std::vector<std::string> lines = split(trimmed(*end), '\n');
    if (lines.size() > kLogTailLines) lines.erase(lines.begin(), lines.end() - kLogTailLines);
    return valid_utf8(joined(lines, "\n"));
  }
  return {};
}

// The reader gives the Python tool's total as the legacy sum; reported stands what was reported.
void take_energy(const ReadExperiment& experiment, RecordedRun& run) {
  run.reported = experiment.energy;
  run.energy = experiment.energy;
  if (experiment.shape == ExperimentShape::ours) return;
  run.reported.gpu_energy_total_joules = experiment.energy.gpu_energy_sum_legacy_joules;
  run.reported.gpu_energy_sum_legacy_joules.reset();
  run.energy = without_python_sum(run.reported);
}

RecordedRun run_of(const ReadExperiment& experiment, const std::string& directory) {
  RecordedRun run{.kind = experiment.shape == ExperimentShape::ours
                              ? RecordKind::session
                              : RecordKind::python_experiment};
  run.source = directory + "/experiment.json";
  run.directory = directory;
  run.run_id = experiment.run_id;
  run.experiment_id = experiment.experiment_id;
  run.timestamp = experiment.timestamp;
  run.repository = experiment.training.repository;
  run.model = experiment.training.model;
  run.parallel = experiment.mode == "parallel" ||
                 experiment.shape == ExperimentShape::python_parallel ||
                 experiment.experiment_id.ends_with("_parallel");
  run.hyperparameters = experiment.training.hyperparameters;
  if (experiment.background)
    run.background = {.repository = experiment.background->repository,
                      .model = experiment.background->model,
                      .hyperparameters = experiment.background->hyperparameters};
  run.success = experiment.success;
  run.outcome = experiment.outcome;
  run.duration = experiment.duration;
  run.retries = experiment.retries;
  run.error_message = experiment.error_message;
  run.metrics = experiment.metrics;
  run.simulated = experiment.energy.simulated;
  run.role = experiment.role;
  run.reasons = experiment.reasons;
  if (run.duration) {
    run.start = experiment.start;
    run.end = experiment.end;
  }
  run.effective_hyperparameters = experiment.effective_hyperparameters;
  run.mutated = experiment.mutated;
  run.host = experiment.host;
  run.device = joined(experiment.devices, " ");
  run.device_name = device_names(experiment.device_names);
  run.train_script_sha256 = experiment.train_script_sha256;
  run.git_commit = experiment.git_commit;
  take_energy(experiment, run);
  return run;
}

// It recorded only hyperparameters that it passed, drawn or given.
void infer_mutated(RecordedRun& run) {
  if (run.kind != RecordKind::python_experiment || !run.mutated.empty()) return;
  for (const NamedValue& value : run.hyperparameters) run.mutated.push_back(value.name);
  if (!run.mutated.empty())
    run.inferred.emplace_back("mutated: those that were passed; the record does not name them");
}

void finish(RecordedRun& run, const std::string& session, const ReadRunsOptions& options) {
  run.session = session;
  infer_mutated(run);
  if (run.directory.empty()) return;
  run.log_tail = log_tail_in(run.directory);
  if (!options.traces) return;
  if (run.kind == RecordKind::session)
    fill_traces(run);
  else
    integrate_traces(run);
}

// The figures of the record and of the row of summary.csv that differ, as text.
std::vector<std::string> differences(const RecordedRun& run, const RecordedRun& row) {
  std::vector<std::string> found;
  const auto compare = [&](const char* name, std::optional<double> own,
                           std::optional<double> other) {
    if (own && other && std::abs(*own - *other) > 1e-6 * std::abs(*own))
      found.push_back(fmt::format("{} {}, in summary.csv {}", name, *own, *other));
  };
  const auto seconds = [](const RecordedRun& of) {
    return of.duration ? std::optional(of.duration->count()) : std::nullopt;
  };
  compare("duration_seconds", seconds(run), seconds(row));
  compare("gpu_energy_total_joules", run.reported.gpu_energy_total_joules,
          row.reported.gpu_energy_total_joules);
  compare("cpu_energy_pkg_joules", run.reported.cpu_energy_pkg_joules,
          row.reported.cpu_energy_pkg_joules);
  return found;
}

// Rows of summary.csv by the run's folder.
using Rows = std::map<std::string, std::vector<RecordedRun>>;

// A row that says the same as one of its id before it is left out.
Rows summary_rows(const std::string& directory, std::vector<std::string>& notes) {
  Rows rows;
  const std::string path = directory + "/summary.csv";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return rows;
  Result<RunsRead> read = read_csv_runs(path);
  if (!read) {
    notes.push_back(to_text(read.error()));
    return rows;
  }
  for (std::string& note : read->notes) notes.push_back(std::move(note));
  for (RecordedRun& run : read->runs) {
    const std::string id = run.experiment_id;
    std::vector<RecordedRun>& same = rows[id];
    const auto is_same = [&](const RecordedRun& row) { return differences(row, run).empty(); };
    const bool known = std::ranges::any_of(same, is_same);
    if (!same.empty())
      notes.push_back(path + ": " + id + " stands there more than once" +
                      (known ? "; rows that say the same count once" : ", with other figures"));
    if (!known) same.push_back(std::move(run));
  }
  return rows;
}

// In the order in which the runs were done: the Python tool counts them at the end of their names.
int number_of(const RecordedRun& run) {
  std::string_view id = run.experiment_id;
  if (id.ends_with("_parallel")) id.remove_suffix(std::string_view("_parallel").size());
  const std::size_t digits = id.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || digits + 1 >= id.size()) return 0;
  return count_in(id.substr(digits + 1)).value_or(0);
}

void sort_by_time(std::vector<RecordedRun>& runs) {
  std::ranges::stable_sort(runs, [](const RecordedRun& a, const RecordedRun& b) {
    return std::pair(number_of(a), a.timestamp) < std::pair(number_of(b), b.timestamp);
  });
}

}  // namespace

Result<RunsRead> read_python_session(const std::string& directory, const ReadRunsOptions& options) {
  RunsRead read;
  if (has_empty_store(directory))
    read.notes.push_back(directory +
                         "/session.db is empty: what its runs' experiment.json say is taken");
  Rows rows = summary_rows(directory, read.notes);
  for (const FoundExperiment& found : experiments_in(directory)) {
    const std::string folder = directory + "/" + found.folder;
    const auto row = rows.find(found.folder);
    if (found.experiment) {
      read.runs.push_back(run_of(*found.experiment, folder));
      if (row != rows.end())
        read.runs.back().contradictions = differences(read.runs.back(), row->second.front());
    } else if (row != rows.end()) {
      read.runs.push_back(row->second.front());
      read.runs.back().directory = folder;
      read.notes.push_back(found.experiment.error().message + "; its row of summary.csv is taken");
    } else {
      read.notes.push_back(found.experiment.error().message + "; the run is left out");
      ++read.unreadable;
    }
    if (row != rows.end()) row->second.erase(row->second.begin());
  }
  for (auto& [id, more] : rows) std::ranges::move(more, std::back_inserter(read.runs));
  const std::string session = name_of(directory);
  for (RecordedRun& run : read.runs) finish(run, session, options);
  sort_by_time(read.runs);
  return read;
}

Result<RunsRead> read_run_folder(const std::string& directory, const ReadRunsOptions& options) {
  const std::string path = directory + "/experiment.json";
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  const Result<ReadExperiment> experiment = experiment_of(*text, path);
  if (!experiment) return experiment.error();
  RunsRead read;
  read.runs.push_back(run_of(*experiment, directory));
  finish(read.runs.back(), name_of(fs::path(directory).parent_path()), options);
  return read;
}

}  // namespace mutation
