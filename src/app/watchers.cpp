#include "app/watchers.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/find_program.h"
#include "app/messages.h"
#include "base/text.h"
#include "record/json_of.h"
#include "watch/finish_command.h"

namespace mutation {
namespace {

constexpr Seconds kLastPatience{1};

Status check_command(const char* flag, const std::vector<std::string>& argv) {
  if (argv.empty() || is_found(argv.front())) return {};
  return Error{std::string(flag) + ": there is no program " + argv.front(),
               "it would be missed only when the session has ended; name it with its folder"};
}

// For a program that reads its standard input.
std::string summary_json(const SessionEnded& ended, const OutcomeCounts& runs, int exit_code) {
  const Json summary = {
      {"schema_version", kRecordSchemaVersion},
      {"session", ended.session},
      {"directory", ended.directory},
      {"ended_by", ended.ended_by},
      {"exit_code", exit_code},
      {"runs_planned", ended.runs_planned},
      {"runs_done", ended.runs_done},
      {"succeeded", runs.succeeded},
      {"suspect", runs.suspect},
      {"failed", runs.failed},
      {"interrupted", runs.interrupted},
      {"electricity", json_of(ended.tariff)},
      {"consumption", ended.consumption ? json_of(*ended.consumption, ended.tariff) : Json()}};
  return to_document(summary);
}

// For one that does not.
Environment summary_variables(const SessionEnded& ended, const OutcomeCounts& runs, int exit_code) {
  return {{"MUTATION_SESSION", ended.session},
          {"MUTATION_DIRECTORY", ended.directory},
          {"MUTATION_ENDED_BY", ended.ended_by},
          {"MUTATION_EXIT_CODE", std::to_string(exit_code)},
          {"MUTATION_RUNS_PLANNED", std::to_string(ended.runs_planned)},
          {"MUTATION_RUNS_DONE", std::to_string(ended.runs_done)},
          {"MUTATION_RUNS_SUCCEEDED", std::to_string(runs.succeeded)},
          {"MUTATION_RUNS_SUSPECT", std::to_string(runs.suspect)},
          {"MUTATION_RUNS_FAILED", std::to_string(runs.failed)},
          {"MUTATION_RUNS_INTERRUPTED", std::to_string(runs.interrupted)}};
}

void warn(const Error& error) {
  print_line(stderr, "   Warning: " + error.message);
  if (!error.hint.empty()) print_line(stderr, "      " + error.hint);
}

}  // namespace

Result<std::unique_ptr<Watchers>> Watchers::open(const WatchingOptions& options) {
  for (const auto& [flag, argv] : {std::pair{"--on-finish", &options.on_finish},
                                   std::pair{"--on-failure", &options.on_failure}}) {
    if (Status found = check_command(flag, *argv); !found) return found.error();
  }
  std::unique_ptr<Watchers> watchers(new Watchers(options));
  if (!options.events_file.empty()) {
    auto events = EventOutput::open(options.events_file);
    if (!events) return events.error();
    watchers->events_ = std::move(*events);
  }
  if (!options.metrics_file.empty()) {
    auto metrics = MetricsFile::open(options.metrics_file);
    if (!metrics) return metrics.error();
    watchers->metrics_ = std::move(*metrics);
  }
  return watchers;
}

void Watchers::on_event(const Event& event) {
  if (events_) events_->on_event(event);
  if (metrics_) metrics_->on_event(event);
  if (const auto* const ended = std::get_if<SessionEnded>(&event.body)) ended_ = *ended;
}

void Watchers::session_has_ended(SessionStore& store, int exit_code, SignalFd& signals) {
  if (metrics_) {
    // Those of the session's end are being written.
    if (const auto error = metrics_->settled_error(kLastPatience)) {
      warn(with_context("the metrics are not up to date", *error));
    }
  }
  if (!ended_ || (options_.on_finish.empty() && options_.on_failure.empty())) return;
  const auto counted = store.outcomes();
  if (!counted) return warn(with_context("no command was run", counted.error()));
  std::error_code failure;
  FinishCommand command{.name = {},
                        .argv = {},
                        .directory = std::filesystem::current_path(failure).string(),
                        .environment = summary_variables(*ended_, *counted, exit_code),
                        .input = summary_json(*ended_, *counted, exit_code),
                        .session = ended_->session};
  const auto run = [&](const char* name, const std::vector<std::string>& argv) {
    if (argv.empty()) return;
    command.name = name;
    command.argv = argv;
    if (Status ran = run_finish_command(command, signals); !ran) warn(ran.error());
  };
  run("on-finish", options_.on_finish);
  if (exit_code != 0) run("on-failure", options_.on_failure);
}

}  // namespace mutation
