// What an attempt amounts to once everything has stopped: its figures from the readings, its
// metrics from the log, its outcome from all of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/judge.h"
#include "run/background.h"
#include "run/observations.h"
#include "run/process_shares.h"

namespace mutation {

struct Conclusion {
  const PlannedRun* planned = nullptr;
  const Observations* observations = nullptr;
  std::vector<int> gpus;  // the run's own
  std::string log_file;   // of the training; "" when it was never started
  std::optional<double> legacy_power_sum;
  const Background* background = nullptr;    // null in sequential runs
  const ProcessCounts* processes = nullptr;  // over the foreground
  std::vector<Seconds> earlier_durations;    // of runs of the same configuration
  bool keeper_died = false;                  // the foreground's
  bool interrupted = false;
  OomKill oom_kill = OomKill::none;    // of the foreground
  std::vector<std::string> unwritten;  // see judge/judge.h
  bool ended_when_warm = false;        // likewise
  std::string start_temperature_off;   // likewise
};

// Fills energy, shares of the load, throttling, metrics, gaps, outcome and reasons of a record
// whose phases, status, cooling, load, strangers, foreign CPU load and stops are there.
void conclude(const Conclusion& known, AttemptRecord& record);

}  // namespace mutation
