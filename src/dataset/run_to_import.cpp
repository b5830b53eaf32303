#include "dataset/run_to_import.h"

#include <filesystem>

#include "base/check.h"
#include "dataset/content_id.h"

namespace mutation {
namespace {

constexpr const char* kNotWatched = "it was recorded by another program, which did not watch this";

Instant moment(const std::optional<UtcTime>& utc) {
  Instant instant;
  if (utc) instant.utc = *utc;
  return instant;
}

PlannedTraining training_of(const RecordedRun& run) {
  PlannedTraining training;
  training.repo = run.repository;
  training.model = run.model;
  training.hyperparameters = run.hyperparameters;
  training.effective_hyperparameters = run.effective_hyperparameters;
  training.mutated = run.mutated;
  return training;
}

PlannedRun planned_of(const RecordedRun& run, int index) {
  PlannedRun planned;
  planned.index = index;
  planned.experiment_id = run.experiment_id;
  planned.role = run.role;
  planned.mode = run.parallel ? Mode::parallel : run.mutated.empty() ? Mode::fixed : Mode::mutation;
  planned.configuration = run.configuration;
  planned.block = run.block;
  planned.foreground = training_of(run);
  if (run.background) {
    PlannedTraining background;
    background.repo = run.background->repository;
    background.model = run.background->model;
    background.hyperparameters = run.background->hyperparameters;
    planned.background = std::move(background);
  }
  return planned;
}

AttemptRecord attempt_of(const RecordedRun& run) {
  AttemptRecord attempt;
  attempt.start = attempt.training_start = moment(run.start);
  attempt.end = attempt.training_end = moment(run.end);
  attempt.duration = run.duration.value_or(Seconds(0));
  attempt.metrics = run.metrics;
  attempt.energy = run.energy;
  attempt.log_tail = run.log_tail;
  attempt.status.code = run.exit_code;
  attempt.status.signal = run.signal;
  attempt.cooling.minimum_from = "not known";
  attempt.cooling.reason = kNotWatched;
  attempt.cooling.end_temperature = run.start_temperature;
  if (run.parallel) attempt.load = LoadRecord{.reason = kNotWatched};
  if (run.parallel) attempt.load->loaded_reason = kNotWatched;
  return attempt;
}

Provenance provenance_of(const RecordedRun& run, const std::string& sha256) {
  Provenance provenance{.kind = to_text(run.kind),
                        .source = run.source,
                        .line = run.line,
                        .sha256 = sha256,
                        .session = run.session,
                        .experiment_id = run.experiment_id,
                        .timestamp = run.timestamp,
                        .experiment_source = run.experiment_source,
                        .success = run.success,
                        .retries = run.retries,
                        .error_message = run.error_message,
                        .host = run.host,
                        .device = run.device,
                        .device_name = run.device_name,
                        .train_script_sha256 = run.train_script_sha256,
                        .git_commit = run.git_commit,
                        .reported = run.reported,
                        .inferred = run.inferred,
                        .naming = kNaming};
  return provenance;
}

}  // namespace

ImportedRun run_to_import(const RecordedRun& run, int index, const std::string& sha256) {
  MUTATION_CHECK(run.outcome.has_value());
  ImportedRun imported;
  RunRecord& record = imported.record;
  record.run_id = run.run_id;
  record.planned = planned_of(run, index);
  record.start = moment(run.start);
  record.end = moment(run.end);
  record.provenance = provenance_of(run, sha256);
  AttemptRecord attempt = attempt_of(run);
  attempt.outcome = record.outcome = *run.outcome;
  attempt.reasons = record.reasons = run.reasons;
  record.attempts.push_back(std::move(attempt));
  std::error_code ignored;
  if (!run.directory.empty() && std::filesystem::is_directory(run.directory + "/energy", ignored))
    imported.energy_directory = run.directory + "/energy";
  return imported;
}

}  // namespace mutation
