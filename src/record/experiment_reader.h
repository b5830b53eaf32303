// Reads an experiment.json: this program's and both shapes that the Python tool wrote, into what
// they share. For showing and comparing; sessions of this program are read whole by read_session.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "model/run_record.h"

namespace mutation {

enum class ExperimentShape { ours, python_flat, python_parallel };
std::string to_text(ExperimentShape shape);  // "mutation", "Python tool", "Python tool, parallel"

struct ReadTraining {
  std::string repository;
  std::string model;
  Hyperparameters hyperparameters;  // those that were passed
};

// Absent: not in the file, or null there. The Python tool had no outcome: whether a run succeeded
// is `success`, by its own rules.
struct ReadExperiment {
  ExperimentShape shape = ExperimentShape::ours;
  std::string experiment_id;
  std::string timestamp;  // local time without a zone, as it stands; "" without one
  std::string run_id;     // "" in the Python tool's
  std::string mode;       // "parallel"; else this program's word, "" in the Python tool's
  ReadTraining training;
  std::optional<ReadTraining> background;
  std::optional<bool> success;
  std::optional<Outcome> outcome;
  std::optional<Seconds> duration;
  std::optional<int> retries;
  std::string error_message;
  EnergyMetrics energy;
  std::vector<Metric> metrics;
  // Only this program wrote what follows.
  Role role = Role::measured;
  std::vector<Reason> reasons;
  std::optional<UtcTime> start;  // of the training
  std::optional<UtcTime> end;
  Hyperparameters effective_hyperparameters;
  std::vector<std::string> mutated;
  // Where it was measured and of what code, of imported runs, too; "" and empty: not recorded.
  std::string host;
  std::vector<std::string> devices;  // ids of the run's own GPUs
  std::vector<std::string> device_names;
  std::string train_script_sha256;
  std::string git_commit;
};

// An error names the field that is of another type. Fields that it does not know are passed over,
// NaN and Infinity, which Python writes, count as absent.
Result<ReadExperiment> experiment_of(std::string_view text, const std::string& what);

// A run's folder within a session's folder, and what its experiment.json says or why that cannot be
// read (a run that was cut off has none).
struct FoundExperiment {
  std::string folder;  // its name
  Result<ReadExperiment> experiment;
};

// The folders in `session_directory` that hold an experiment.json, a training.log or an energy/
// folder, by name. None where there is no such folder.
std::vector<FoundExperiment> experiments_in(const std::string& session_directory);

// {"schema_version", "session", "runs": […]}; docs/records.md has every field.
std::string experiments_json(const std::string& session_directory,
                             const std::vector<FoundExperiment>& experiments);

}  // namespace mutation
