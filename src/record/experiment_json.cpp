#include "record/experiment_json.h"

#include <algorithm>

#include "base/text.h"
#include "energy/consumption.h"
#include "model/device_choice.h"
#include "record/json_of.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr const char* kSuccessText = "Training completed successfully";
constexpr const char* kBackgroundNote =
    "Background training served as GPU load only (not monitored)";

std::string error_message(const RunRecord& run) {
  if (run.provenance) return run.provenance->error_message;
  if (run.outcome == Outcome::succeeded) return kSuccessText;
  std::vector<std::string> texts;
  for (const Reason& reason : run.reasons) texts.push_back(reason.text);
  return texts.empty() ? to_text(run.outcome) : joined(texts, "; ");
}

const SessionInfo::Repo* find_repo_of(const SessionInfo& session, const std::string& name) {
  const auto found = std::find_if(session.repos.begin(), session.repos.end(),
                                  [&](const SessionInfo::Repo& repo) { return repo.name == name; });
  return found == session.repos.end() ? nullptr : &*found;
}

Json git_of(const SessionInfo& session, const std::string& repo_name) {
  const SessionInfo::Repo* repo = find_repo_of(session, repo_name);
  if (!repo) return {};
  return {{"commit", text_or_null(repo->git_commit)},
          {"dirty", or_null(repo->git_dirty)},
          {"note", repo->git_note}};
}

Json train_script_hash(const SessionInfo& session, const std::string& repo_name) {
  const SessionInfo::Repo* repo = find_repo_of(session, repo_name);
  return repo ? text_or_null(repo->train_script_sha256) : Json();
}

// The Python tool's fields of a training, `hyperparameters` to `error_message`; ours behind them.
void put_training(Json& object, const RunRecord& run, const AttemptRecord& attempt) {
  const PlannedTraining& training = run.planned.foreground;
  object["repository"] = training.repo;
  object["model"] = training.model;
  object["hyperparameters"] = json_of(training.hyperparameters);
  object["duration_seconds"] = or_null(training_duration(attempt));
  object["energy_metrics"] = json_of(attempt.energy);
  object["performance_metrics"] = json_of(attempt.metrics);
  object["training_success"] = training_success(run);
  object["retries"] = run.provenance ? or_null(run.provenance->retries) : Json(retries_of(run));
  object["error_message"] = error_message(run);
  object["effective_hyperparameters"] = json_of(training.effective_hyperparameters);
  object["mutated"] = training.mutated;
  object["energy_reasons"] = attempt.energy.reasons;
}

Json background_of(const RunRecord& run, const AttemptRecord& attempt,
                   const ExperimentContext& context) {
  const PlannedTraining& training = *run.planned.background;
  return {{"repository", training.repo},
          {"model", training.model},
          {"hyperparameters", json_of(training.hyperparameters)},
          {"log_directory", context.session.directory + "/" + run.directory + "/background_logs"},
          {"note", kBackgroundNote},
          {"effective_hyperparameters", json_of(training.effective_hyperparameters)},
          {"argv", attempt.background_argv},
          {"git", git_of(context.session, training.repo)},
          {"train_script_sha256", train_script_hash(context.session, training.repo)}};
}

Json waits_of(const RunRecord& run, const AttemptRecord& attempt) {
  Json asked = json_of(run.planned.timings);
  asked["minimum_idle_seconds"] = run.planned.minimum_idle.count();
  Json taken = {{"cooling_seconds", attempt.cooling.taken.count()}};
  taken["background_startup_seconds"] = attempt.load ? Json(attempt.load->waited.count()) : Json();
  return {{"asked", std::move(asked)}, {"taken", std::move(taken)}};
}

// How well the GPU energy of the foreground phase is covered by readings: the worst device.
Json sampling_of(const AttemptRecord& attempt) {
  Json coverage;
  for (const PhaseRecord& phase : attempt.phases) {
    if (phase.kind != PhaseKind::foreground) continue;
    for (const DeviceEnergy& energy : phase.energy) {
      if (energy.kind != DeviceKind::gpu || !energy.in_total || !energy.figure.energy) continue;
      const double here = energy.figure.coverage;
      coverage = coverage.is_null() ? here : std::min(coverage.get<double>(), here);
    }
  }
  return {{"rate_hertz", or_null(attempt.sampling_hertz)},
          {"coverage", std::move(coverage)},
          {"gaps", attempt.gaps}};
}

Json devices_of(const RunRecord& run, const SessionInfo& session) {
  Json devices = Json::array();
  for (const int index : own_devices_of(run.planned, session)) {
    const Device& device = session.instrumentation.devices[static_cast<size_t>(index)];
    devices.push_back({{"name", device.name},
                       {"uuid", device.id},
                       {"index", device.index},
                       {"pci_bus_id", device.pci_bus_id},
                       {"driver", device.driver_version},
                       {"power_limit_watts", or_null(device.power_limit)},
                       {"simulated", device.simulated}});
  }
  return devices;
}

Json attempts_of(const RunRecord& run) {
  Json attempts = Json::array();
  for (const AttemptRecord& attempt : run.attempts) {
    const bool last = &attempt == &run.attempts.back();
    Json object = {{"number", attempt.number},
                   {"directory", last ? "." : "attempts/" + std::to_string(attempt.number)}};
    object.update(json_of(attempt));
    attempts.push_back(std::move(object));
  }
  return attempts;
}

void put_run(Json& object, const RunRecord& run, const AttemptRecord& attempt,
             const ExperimentContext& context) {
  object["schema_version"] = kRecordSchemaVersion;
  object["run_id"] = run.run_id;
  object["session"] = context.session.name;
  object["index"] = run.planned.index;
  object["entry"] = run.planned.entry;
  object["role"] = to_text(run.planned.role);
  object["mode"] = to_text(run.planned.mode);
  put_instant(object, "start", run.start);
  put_instant(object, "end", run.end);
  object["outcome"] = to_text(run.outcome);
  object["reasons"] = array_of(run.reasons);
  object["exit_code"] = or_null(attempt.status.code);
  object["signal"] = or_null(attempt.status.signal);
  object["start_error"] = attempt.start_error;
  object["timed_out"] = attempt.timed_out;
  object["argv"] = attempt.argv;
  object["working_directory"] = attempt.working_directory;
  object["copies"] = array_of(attempt.copies);
  object["environment_set"] = json_of(attempt.environment);
}

void put_machine(Json& object, const RunRecord& run, const ExperimentContext& context) {
  const SessionInfo& session = context.session;
  object["user"] = session.user;
  object["privileges"] = session.privileges;
  object["host"] = session.host;
  object["batch"] = session.batch ? json_of(*session.batch) : Json();
  object["boot_id"] = session.boot_id;
  object["kernel"] = session.kernel;
  object["cpu"] = session.cpu_model;
  object["governor"] = {{"asked", text_or_null(session.governor_asked)},
                        {"actual", text_or_null(session.governor)},
                        {"note", session.governor_note}};
  object["devices"] = devices_of(run, session);
  object["not_measured"] = array_of(session.instrumentation.absences);
  object["compute_processes_untrusted"] = session.instrumentation.processes_untrusted;
  object["machine_shared"] = session.machine_shared;
  object["fitness"] = array_of(session.fitness);
  object["program_version"] = session.program_version;
  object["hashes"] = {
      {"settings_sha256", session.settings_sha256},
      {"catalogue_sha256", session.catalogue_sha256},
      {"train_script_sha256", train_script_hash(session, run.planned.foreground.repo)}};
  object["git"] = git_of(session, run.planned.foreground.repo);
  object["seed"] = run.provenance ? Json() : Json(context.seed);
}

void put_evidence(Json& object, const RunRecord& run, const AttemptRecord& attempt) {
  // Nobody knows what another program waited for and went by.
  object["waits"] = run.provenance ? Json() : waits_of(run, attempt);
  object["rules"] = run.provenance ? Json() : json_of(run.planned.rules);
  object["sampling"] = sampling_of(attempt);
  object["phases"] = array_of(attempt.phases);
  object["cooling"] = json_of(attempt.cooling);
  object["load"] = attempt.load ? json_of(*attempt.load) : Json();
  object["stops"] = array_of(attempt.stops);
  object["strangers"] = array_of(attempt.strangers);
  object["throttling"] = array_of(attempt.throttling);
  object["foreign_cpu_fraction"] = or_null(attempt.foreign_cpu_fraction);
  object["foreign_cpu_reason"] = attempt.foreign_cpu_reason;
  object["success_lines"] = attempt.success_lines;
}

void put_end(Json& object, const RunRecord& run, const AttemptRecord& attempt) {
  object["provenance"] = run.provenance ? json_of(*run.provenance) : Json();
  object["simulated"] = attempt.energy.simulated;
}

Json experiment_start(const RunRecord& run, const AttemptRecord& attempt,
                      const ExperimentContext& context) {
  Json object = {{"experiment_id", run.planned.experiment_id}, {"timestamp", timestamp_of(run)}};
  if (run.planned.background) {
    object["mode"] = to_text(run.planned.mode);
    Json foreground = Json::object();
    put_training(foreground, run, attempt);
    object["foreground"] = std::move(foreground);
    object["background"] = background_of(run, attempt, context);
    object["repository"] = run.planned.foreground.repo;
    object["model"] = run.planned.foreground.model;
  } else {
    put_training(object, run, attempt);
  }
  put_run(object, run, attempt, context);
  put_machine(object, run, context);
  put_evidence(object, run, attempt);
  return object;
}

// A run that was interrupted before its first attempt has none.
AttemptRecord last_attempt(const RunRecord& run) {
  return run.attempts.empty() ? AttemptRecord{} : final_attempt(run);
}

void put_cost(Json& object, const RunRecord& run, const ExperimentContext& context) {
  object["electricity"] = json_of(context.session.tariff);
  object["consumption"] = json_of(consumption_of(run.attempts), context.session.tariff);
}

}  // namespace

std::string timestamp_of(const RunRecord& run) {
  return run.provenance ? run.provenance->timestamp : iso_local(run.end.utc);
}

bool training_success(const RunRecord& run) {
  return run.outcome == Outcome::succeeded || run.outcome == Outcome::suspect;
}

int retries_of(const RunRecord& run) {
  const auto counts = std::ranges::count_if(run.attempts, [](const AttemptRecord& attempt) {
    return attempt.outcome != Outcome::interrupted;
  });
  return std::max(0, static_cast<int>(counts) - 1);
}

std::vector<int> own_devices_of(const PlannedRun& planned, const SessionInfo& info) {
  if (planned.devices.empty()) return info.own_devices;
  std::vector<int> own;
  for (int i = 0; i < static_cast<int>(info.instrumentation.devices.size()); ++i) {
    const bool meant = std::ranges::any_of(planned.devices, [&](const std::string& asked) {
      return is_gpu_named(info.instrumentation, i, asked);
    });
    if (meant) own.push_back(i);
  }
  return own;
}

std::string experiment_json(const RunRecord& run, const ExperimentContext& context) {
  const AttemptRecord attempt = last_attempt(run);
  Json object = experiment_start(run, attempt, context);
  object["attempts"] = attempts_of(run);
  put_end(object, run, attempt);
  put_cost(object, run, context);
  return to_document(object);
}

Json experiment_without_attempts(const RunRecord& run, const ExperimentContext& context) {
  const AttemptRecord attempt = last_attempt(run);
  Json object = experiment_start(run, attempt, context);
  put_end(object, run, attempt);
  put_cost(object, run, context);
  return object;
}

}  // namespace mutation
