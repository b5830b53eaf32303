// One run as a record tells of it, whoever wrote the record: this program, or the Python tool in
// one of its forms. Filled by dataset/; what audits, exports, coverage and de-duplication read.
// Absent: the record does not say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/units.h"
#include "model/run_record.h"

namespace mutation {

enum class RecordKind {
  session,            // a session of this program
  python_experiment,  // the Python tool's experiment.json
  csv_row             // a row of a summary.csv, raw_data.csv or data.csv
};
std::string to_text(RecordKind kind);  // "session", "experiment.json", "CSV"
std::optional<RecordKind> record_kind_of(std::string_view text);  // its inverse

struct RecordedBackground {
  std::string repository;
  std::string model;
  Hyperparameters hyperparameters;
};

// The figures of the Python tool's three GPU files of a run, and of the file of its CPU energy, as
// far as an audit needs them. Times are Unix seconds.
struct RecordedTraces {
  std::size_t samples = 0;              // of power
  std::optional<double> first_seconds;  // when
  std::optional<double> last_seconds;   // when
  // s; of steps that are no gaps their mean: the files have whole seconds, so that their median is
  // 1 whatever the rate was
  std::optional<double> median_period;
  std::optional<double> longest_gap;  // s
  // 0..1: share of the training's time that the integrated GPU energy is of; the Python tool's runs
  std::optional<double> energy_coverage;
  std::optional<Celsius> start_temperature;
  std::optional<Watts> start_power;          // mean over the first 5 s
  std::optional<double> start_utilization;   // %, likewise
  std::optional<double> median_utilization;  // %, over all
  std::optional<double> p05_utilization;     // %: 95 of 100 samples lie above
  std::optional<double> final_utilization;   // %, mean over the last 5 s
};

struct RecordedRun {
  RecordKind kind = RecordKind::session;
  std::string source;    // the file that it was read from
  std::size_t line = 0;  // in it, from 1; 0: all of it
  std::string session;   // the session's name; "" where nobody says
  std::string store;     // name of this program's session that holds it, import_…; "" without one
  std::string directory;  // the run's folder, absolute; "" without one
  std::string run_id;     // this program's, or by content: dataset/content_id.h
  int naming = 0;         // Provenance::naming of what was imported; 0: it was not
  std::string experiment_id;
  std::string timestamp;         // as written: local time of the end, without a zone
  std::optional<UtcTime> start;  // of the foreground training
  std::optional<UtcTime> end;
  Role role = Role::measured;
  std::optional<int> entry;  // PlannedRun::entry
  std::string repository;
  std::string model;
  bool parallel = false;
  int configuration = 0;  // PlannedRun::configuration
  int block = 0;
  std::optional<RepeatUntil> repeat_until;  // how the number of its configuration's runs came about
  Hyperparameters hyperparameters;          // passed
  Hyperparameters effective_hyperparameters;  // with defaults
  std::vector<std::string> mutated;
  std::optional<RecordedBackground> background;
  std::string experiment_source;  // the collections' column of this name
  std::optional<bool> success;    // as the record says
  std::optional<Outcome> outcome;
  std::vector<Reason> reasons;
  std::optional<int> exit_code;
  std::optional<int> signal;
  std::optional<Seconds> duration;
  std::optional<int> retries;
  std::string error_message;
  EnergyMetrics energy;    // as it is right; what only the Python tool summed is not in it
  EnergyMetrics reported;  // as the record has it; of sessions the same as `energy`
  // What the record gives twice and differently, as text for people: columns of two runs joined.
  std::vector<std::string> contradictions;
  // Figures that are recorded and are no numbers ("perf_hits is nan"), as text for people.
  std::vector<std::string> unusable;
  std::vector<Metric> metrics;
  std::string host;  // "": the record does not say
  // The repository's, when the run was made; "": the record does not say.
  std::string train_script_sha256;
  std::string git_commit;
  std::string device;       // ids of the run's own GPUs, apart by a space
  std::string device_name;  // their names, each once, apart by "; "; "": the record does not say
  bool simulated = false;
  std::optional<Celsius> start_temperature;
  std::optional<Seconds> cooling_taken;
  std::string cooling_verdict;  // "" without one
  std::string load_verdict;     // likewise
  std::optional<double> alive_fraction;
  std::optional<double> loaded_fraction;
  std::optional<int> strangers;  // how many were seen; absent: nobody looked
  std::optional<RecordedTraces> traces;
  std::string log_tail;               // the training's last lines; "" without
  std::vector<std::string> inferred;  // what the record does not say and was concluded, for people
};

}  // namespace mutation
