#include "dataset/session_runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dataset/python_traces.h"
#include "dataset/run_words.h"
#include "record/experiment_json.h"
#include "record/watched.h"

namespace mutation {
namespace {

void take_plan(const PlannedRun& planned, RecordedRun& run) {
  const PlannedTraining& training = planned.foreground;
  run.experiment_id = planned.experiment_id;
  run.role = planned.role;
  run.entry = planned.entry;
  run.repository = training.repo;
  run.model = training.model;
  run.parallel = planned.mode == Mode::parallel || planned.background;
  run.configuration = planned.configuration;
  run.block = planned.block;
  run.repeat_until = planned.repeat_until;
  run.hyperparameters = training.hyperparameters;
  run.effective_hyperparameters = training.effective_hyperparameters;
  run.mutated = training.mutated;
  if (planned.background)
    run.background = {.repository = planned.background->repo,
                      .model = planned.background->model,
                      .hyperparameters = planned.background->hyperparameters};
}

void take_attempt(const AttemptRecord& attempt, RecordedRun& run) {
  run.duration = training_duration(attempt);
  if (run.duration && attempt.training_start.utc != UtcTime{}) {
    run.start = attempt.training_start.utc;
    run.end = attempt.training_end.utc;
  }
  run.exit_code = attempt.status.code;
  run.signal = attempt.status.signal;
  run.energy = run.reported = attempt.energy;
  run.simulated = attempt.energy.simulated;
  run.metrics = attempt.metrics;
  run.start_temperature = attempt.cooling.end_temperature;
  run.cooling_taken = attempt.cooling.taken;
  run.cooling_verdict = to_text(attempt.cooling.verdict);
  run.log_tail = attempt.log_tail;
  if (!attempt.load) return;
  run.load_verdict = to_text(attempt.load->verdict);
  run.alive_fraction = attempt.load->alive_fraction;
  run.loaded_fraction = attempt.load->loaded_fraction;
}

void take_devices(const PlannedRun& planned, const SessionInfo& info, RecordedRun& run) {
  std::vector<std::string> ids, names;
  for (const int index : own_devices_of(planned, info)) {
    const Device& device = info.instrumentation.devices[static_cast<std::size_t>(index)];
    ids.push_back(device.id);
    names.push_back(device.name);
  }
  run.device = joined(ids, " ");
  run.device_name = device_names(names);
}

std::string message_of(const RunRecord& record) {
  std::vector<std::string> texts;
  for (const Reason& reason : record.reasons) texts.push_back(reason.text);
  return joined(texts, "; ");
}

// What an imported run's record says, in place of what this program would have seen.
void take_provenance(const Provenance& provenance, RecordedRun& run) {
  run.kind = record_kind_of(provenance.kind).value_or(run.kind);
  run.source = provenance.source;
  run.line = provenance.line;
  run.session = provenance.session;
  run.experiment_id = provenance.experiment_id;
  run.timestamp = provenance.timestamp;
  run.experiment_source = provenance.experiment_source;
  run.success = provenance.success;
  run.retries = provenance.retries;
  run.error_message = provenance.error_message;
  run.host = provenance.host;
  run.device = provenance.device;
  run.device_name = provenance.device_name;
  run.train_script_sha256 = provenance.train_script_sha256;
  run.git_commit = provenance.git_commit;
  run.reported = provenance.reported;
  run.inferred = provenance.inferred;
  run.naming = provenance.naming;
  run.entry.reset();
  run.cooling_taken.reset();
  run.cooling_verdict.clear();
  run.load_verdict.clear();
  run.strangers.reset();
}

}  // namespace

RecordedRun recorded_run_of(const RunRecord& record, const StoredSession& session) {
  RecordedRun run{.kind = RecordKind::session};
  run.source = session.info.directory + "/session.db";
  run.session = run.store = session.info.name;
  run.directory = session.info.directory + "/" + record.directory;
  run.run_id = record.run_id;
  run.timestamp = timestamp_of(record);
  take_plan(record.planned, run);
  take_attempt(final_attempt(record), run);
  run.outcome = record.outcome;
  run.reasons = record.reasons;
  run.success = training_success(record);
  run.retries = retries_of(record);
  run.error_message = message_of(record);
  const SessionInfo& info = info_of(session, record.program);
  run.host = info.host;
  const auto repo = std::ranges::find(info.repos, run.repository, &SessionInfo::Repo::name);
  if (repo != info.repos.end()) {
    run.train_script_sha256 = repo->train_script_sha256;
    run.git_commit = repo->git_commit;
  }
  take_devices(record.planned, info, run);
  const std::size_t strangers = final_attempt(record).strangers.size();
  if (strangers > 0 || watches_strangers(record.planned, info))
    run.strangers = static_cast<int>(strangers);
  if (record.provenance) take_provenance(*record.provenance, run);
  return run;
}

RunsRead runs_of_session(const StoredSession& session, const ReadRunsOptions& options) {
  RunsRead read;
  std::size_t open = 0, empty = 0;
  for (const StoredRun& stored : session.runs) {
    if (stored.state != RunState::ended) {
      ++open;
      continue;
    }
    const RunRecord record = run_record_of(stored);
    if (record.attempts.empty()) {
      ++empty;
      continue;
    }
    RecordedRun run = recorded_run_of(record, session);
    if (options.traces) fill_traces(run);
    read.runs.push_back(std::move(run));
  }
  if (open > 0)
    read.notes.push_back(fmt::format("{}: {} of {} runs have not ended and are left out",
                                     session.info.directory, open, session.runs.size()));
  if (empty > 0)
    read.notes.push_back(fmt::format("{}: {} runs ended without an attempt and are left out",
                                     session.info.directory, empty));
  return read;
}

Result<RunsRead> read_session_runs(const std::string& directory, const ReadRunsOptions& options) {
  const Result<StoredSession> session = read_session(directory);
  if (!session) return session.error();
  return runs_of_session(*session, options);
}

}  // namespace mutation
