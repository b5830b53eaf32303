// Recorded runs as the audit meets them, to be changed in one thing by each test.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "audit/audit.h"

namespace mutation {

// A sequential training of 10 epochs in 1000 s as the Python tool wrote it down: it ended at
// `end` o'clock (in seconds of the day) and uses the GPU 55 %.
inline RecordedRun row(int number, double end, double duration = 1000) {
  RecordedRun run{.kind = RecordKind::csv_row};
  run.source = "rows.csv";
  run.line = static_cast<std::size_t>(number + 1);
  run.run_id = fmt::format("id-{}", number);
  run.experiment_id = fmt::format("lab_net_{:03}", number);
  const int whole = static_cast<int>(end);
  const int day = 1 + whole / 86400;
  run.timestamp = fmt::format("2025-11-{:02}T{:02}:{:02}:{:02}.{:03}{:03}", day, whole / 3600 % 24,
                              whole / 60 % 60, whole % 60,
                              static_cast<int>(std::round((end - whole) * 1000)), number % 1000);
  run.repository = "lab";
  run.model = "net";
  run.hyperparameters = {{"epochs", std::int64_t{10}}, {"seed", std::int64_t{number}}};
  run.effective_hyperparameters = run.hyperparameters;
  run.success = true;
  // No two runs take the same time or energy.
  run.duration = Seconds(duration + number * 0.001);
  const double watts = 230 + number * 0.01;
  EnergyMetrics& energy = run.reported;
  energy.cpu_energy_pkg_joules = 40 * duration + number;
  energy.cpu_energy_total_joules = 43 * duration + number;
  energy.gpu_power_avg_watts = watts;
  energy.gpu_power_max_watts = 250;
  energy.gpu_power_min_watts = 76;
  energy.gpu_energy_total_joules = watts * duration * 0.97;
  energy.gpu_temp_avg_celsius = 75;
  energy.gpu_temp_max_celsius = 82;
  energy.gpu_util_avg_percent = 55;
  energy.gpu_util_max_percent = 68;
  run.energy = run.reported;
  run.energy.gpu_energy_total_joules.reset();
  run.metrics = {{"test_accuracy", 91.5 + number * 0.01}};
  return run;
}

// So many of them, each begun 63 s after the one before ended.
inline std::vector<RecordedRun> rows(int count, double first_end = 2000) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < count; ++i) runs.push_back(row(i, first_end + i * 1063.0));
  return runs;
}

inline void make_parallel(RecordedRun& run) {
  run.parallel = true;
  run.background = {.repository = "lab", .model = "load", .hyperparameters = {}};
  run.experiment_id += "_parallel";
}

// The codes found on a run, the gravest first, apart by a space; without notes.
inline std::string grave(const Audit& audit, std::size_t run) {
  std::string codes;
  for (const Finding& finding : audit.runs.at(run).findings) {
    if (finding.severity == Gravity::note) continue;
    codes += (codes.empty() ? "" : " ") + finding.code;
  }
  return codes;
}

inline const Finding* find_code(const Audit& audit, std::size_t run, const std::string& code) {
  const auto& findings = audit.runs.at(run).findings;
  const auto at = std::ranges::find(findings, code, &Finding::code);
  return at == findings.end() ? nullptr : &*at;
}

}  // namespace mutation
