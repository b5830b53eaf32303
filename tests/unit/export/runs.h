// Recorded runs as tests need them.
#pragma once

#include <string>
#include <utility>

#include "model/recorded_run.h"

namespace mutation {

inline RecordedRun made_up_run(const std::string& id, Hyperparameters hyperparameters = {}) {
  RecordedRun run;
  run.session = "run_20260105_101500";
  run.run_id = "uuid-" + id;
  run.experiment_id = id;
  run.timestamp = "2026-01-05T10:20:30.5";
  run.repository = "lab";
  run.model = "small";
  run.hyperparameters = std::move(hyperparameters);
  run.effective_hyperparameters = run.hyperparameters;
  for (const NamedValue& named : run.hyperparameters) run.mutated.push_back(named.name);
  run.success = true;
  run.outcome = Outcome::succeeded;
  run.duration = Seconds(12.5);
  run.retries = 0;
  run.error_message = "Training completed successfully";
  run.energy.gpu_energy_total_joules = 1000;
  run.reported.gpu_energy_total_joules = 1000;
  run.metrics = {{"test_accuracy", 91.5}};
  return run;
}

inline RecordedRun parallel_run(const std::string& id, Hyperparameters hyperparameters = {}) {
  RecordedRun run = made_up_run(id, std::move(hyperparameters));
  run.parallel = true;
  run.background = RecordedBackground{"load", "big", {{"epochs", std::int64_t{1}}}};
  return run;
}

}  // namespace mutation
