// The plan: every run known so far, complete, so that it can be read, stored and executed without
// the settings file. Made by plan/, executed by campaign/ and run/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"
#include "model/value.h"

namespace mutation {

struct PlannedTraining {
  std::string repo;
  std::string model;
  std::string directory;                      // where it runs; absolute
  std::string train_script;                   // absolute
  Hyperparameters hyperparameters;            // as drawn or given: what is passed
  Hyperparameters effective_hyperparameters;  // with the catalogue's defaults filled in
  // As drawn or given, where Plan::float_format rounded what is passed; else empty.
  Hyperparameters unrounded_hyperparameters;
  std::vector<std::string> mutated;  // names of those that were drawn
  std::vector<std::string> command;  // argv; the first word is the train script as in the catalogue
  Environment environment;           // settings' and catalogue's
  std::vector<MetricSpec> metrics;
  LogPatterns log_patterns;
  std::string ready_pattern;
  bool copy_directory = false;  // as RepoSpec
  CopyRules copy_rules;
};

enum class Role { measured, warm_up, calibration };  // only measured runs count
std::string to_text(Role role);

struct PlannedRun {
  int index = 0;              // from 1, over the whole plan
  int entry = 0;              // index of its entry in the settings file, from 0
  std::string experiment_id;  // <repo>_<model>_<NNN>[_parallel]: its folder's name
  Role role = Role::measured;
  Mode mode = Mode::mutation;
  // Runs of one configuration, under the same circumstances, share its number, from 1 over the
  // whole plan; 0: not said.
  int configuration = 0;
  int block = 0;  // interleaved runs: from 1; else 0
  // Further runs of its configuration are added until this holds.
  std::optional<RepeatUntil> repeat_until;
  PlannedTraining foreground;
  std::optional<PlannedTraining> background;
  Timings timings;
  RunRules rules;
  Seconds minimum_idle{0};  // asked of the gate before the first attempt when a run went before
  int max_retries = 2;
  std::vector<std::string> devices;  // as asked; empty: the first
};

// When a session ends before its plan does though nobody asked it to; it can be resumed then.
struct SessionLimits {
  int max_consecutive_failures = 3;  // failed runs in a row; 0: no limit
  double min_free_disk_mb = 256;     // 10^6 bytes, free before a run begins; 0: no limit
};

inline constexpr int kPlanSchemaVersion = 1;

// Where `options` says something, it wins over `limits`.
void apply(const LimitOptions& options, SessionLimits& limits);

// What makes two runs runs of one configuration beside their mode, models and hyperparameters: the
// environment, the devices, the rules and the waits and bounds that its entry gives it. Not what
// follows from a run's place in the plan. The same text for the same; not for people.
std::string circumstances_of(const PlannedRun& run);

// What a run waits at least before its foreground begins: its idle time and its background's start.
Seconds known_waits(const PlannedRun& run);

struct Plan {
  std::uint64_t seed = 0;
  std::string experiment_name;
  std::string compat;        // "reference": planned as the Python tool would have; else ""
  std::string float_format;  // "%.6f"; "": floats in the shortest form that reads back the same
  Order order = Order::as_written;
  std::optional<std::string> governor;
  SessionLimits limits;
  Tariff tariff;
  std::vector<std::string> notes;
  std::vector<PlannedRun> runs;
};

}  // namespace mutation
