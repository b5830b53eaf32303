#include "dataset/run_to_import.h"

#include <filesystem>

#include "judge/suspicions.h"
#include "os/file.h"

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

// Of the whole log where it still lies beside the record.
std::vector<std::string> errors_in_log(const RecordedRun& run, const RepoSpec* repo,
                                       std::vector<std::string>& problems) {
  const std::vector<std::string> more =
      repo ? repo->log_patterns.error : std::vector<std::string>();
  for (const char* name : {"/training.log", "/terminal_output.txt"}) {
    if (run.directory.empty()) break;
    const auto log = MappedFile::open(run.directory + name);
    if (log && !log->text().empty()) return error_lines(log->text(), 3, &problems, {}, more);
  }
  return error_lines(run.log_tail, 3, &problems, {}, more);
}

Judgement judgement_of(const RecordedRun& run, const AttemptRecord& attempt,
                       const Catalogue* catalogue) {
  const RepoSpec* repo = catalogue ? find_repo(*catalogue, run.repository) : nullptr;
  Evidence evidence;
  evidence.error_lines = errors_in_log(run, repo, evidence.scan_problems);
  if (repo) evidence.metrics = repo->metrics;
  // Whether it ended well is the record's word; no exit status is recorded.
  AttemptRecord as_recorded = attempt;
  if (run.success.value_or(true)) as_recorded.status.code = 0;
  Judgement judgement{.outcome = Outcome::succeeded,
                      .reasons = reasons_to_suspect(as_recorded, evidence)};
  for (Reason& reason : judgement.reasons) {
    if (reason.code == "no_metrics") reason.text = "the record has none of the catalogue's metrics";
  }
  if (!run.success)
    judgement.reasons.insert(
        judgement.reasons.begin(),
        {"success_not_recorded", "the record does not say whether the run succeeded"});
  if (!judgement.reasons.empty()) judgement.outcome = Outcome::suspect;
  if (run.success.value_or(true)) return judgement;
  judgement.outcome = Outcome::failed;
  judgement.reasons.insert(
      judgement.reasons.begin(),
      {"recorded_failure", run.error_message.empty() ? "the record says that it failed"
                                                     : "the record says: " + run.error_message});
  return judgement;
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
                        .reported = run.reported,
                        .inferred = run.inferred};
  return provenance;
}

}  // namespace

ImportedRun run_to_import(const RecordedRun& run, int index, const std::string& sha256,
                          const Catalogue* catalogue) {
  ImportedRun imported;
  RunRecord& record = imported.record;
  record.run_id = run.run_id;
  record.planned = planned_of(run, index);
  record.start = moment(run.start);
  record.end = moment(run.end);
  record.provenance = provenance_of(run, sha256);
  AttemptRecord attempt = attempt_of(run);
  Judgement judgement;
  if (run.outcome) {
    judgement = {.outcome = *run.outcome, .reasons = run.reasons};
  } else {
    judgement = judgement_of(run, attempt, catalogue);
    record.provenance->inferred.emplace_back(
        "outcome: from the record, its log and its metrics; no exit status is recorded");
  }
  attempt.outcome = record.outcome = judgement.outcome;
  attempt.reasons = record.reasons = judgement.reasons;
  record.attempts.push_back(std::move(attempt));
  std::error_code ignored;
  if (!run.directory.empty() && std::filesystem::is_directory(run.directory + "/energy", ignored))
    imported.energy_directory = run.directory + "/energy";
  return imported;
}

}  // namespace mutation
