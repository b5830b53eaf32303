// Recorded runs of a small lab, as comparisons need them: figures that are made of known effects.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "compare/circumstances.h"
#include "unit/export/runs.h"

namespace mutation {

inline RecordedRun lab_run(int number, double joules, Hyperparameters hyperparameters = {}) {
  RecordedRun run = made_up_run("lab_" + std::to_string(number), std::move(hyperparameters));
  run.host = "sun";
  run.device = "GPU-1";
  run.energy.gpu_energy_total_joules = joules;
  run.reported = run.energy;
  run.timestamp += std::to_string(number);  // no two ended at the same moment
  run.duration = Seconds(100 + number % 7 + number * 1e-4);
  run.start = UtcTime(std::chrono::seconds(1'767'000'000 + 600 * number));
  run.end = *run.start + std::chrono::seconds(100);
  run.metrics = {{"test_accuracy", 90.0 + number % 5}};
  return run;
}

inline RunGroup pointers_to(const std::vector<RecordedRun>& runs) {
  RunGroup pointers;
  for (const RecordedRun& run : runs) pointers.push_back(&run);
  return pointers;
}

}  // namespace mutation
