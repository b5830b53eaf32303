// Sessions: what `run` and `resume` share, and `resume`, `stop` and `status`.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/option_groups.h"
#include "watch/shell_words.h"

namespace mutation {
namespace {

constexpr const char* kResumeExamples =
    "Examples:\n"
    "  mutation resume\n"
    "  mutation resume results/run_20251112_093000 --retry failed,suspect";

constexpr const char* kStatusExamples =
    "Examples:\n"
    "  mutation status\n"
    "  mutation status results/run_20251112_093000 --json";

void add_limits(CLI::App& app, Options& options) {
  const auto group = "Waits and bounds";
  app.add_option("--max-consecutive-failures", options.overrides.limits.max_consecutive_failures,
                 "So many failed runs in a row end the session (default 3; 0: no limit)")
      ->check(CLI::Range(0, 1000000).description(""))
      ->group(group);
  app.add_option("--min-free-disk-mb", options.overrides.limits.min_free_disk_mb,
                 "So much must be free before a run begins (default 256; 0: no limit)")
      ->check(CLI::Validator(megabytes_problem, ""))
      ->type_name("MB")
      ->group(group);
}

void add_electricity(CLI::App& app, Options& options) {
  const auto group = "Cost";
  Tariff& tariff = options.overrides.tariff;
  app.add_option("--price", tariff.price_per_kwh,
                 "What a kilowatt-hour costs, in --currency (wins over the settings file)")
      ->check(CLI::Range(0.0, kHighestPricePerKwh).description(""))
      ->type_name("NUMBER")
      ->group(group);
  app.add_option("--currency", tariff.currency, "Of the price: EUR, USD, CNY …")
      ->check(CLI::Validator(currency_problem, ""))
      ->type_name("CODE")
      ->group(group);
  app.add_option("--carbon", tariff.grid_grams_per_kwh,
                 "What the grid emits for a kilowatt-hour, in grams of CO2 equivalents (wins over "
                 "the settings file)")
      ->check(CLI::Range(0.0, kHighestGramsPerKwh).description(""))
      ->type_name("GRAMS")
      ->group(group);
  app.add_option("--electricity-source", tariff.source, "Where these figures come from")
      ->type_name("TEXT")
      ->group(group);
}

void add_command(CLI::App& app, const std::string& flag, std::vector<std::string>& argv,
                 const std::string& help) {
  app.add_option_function<std::string>(
         flag,
         [&argv](const std::string& text) {
           const auto words = shell_words(text);
           if (!words) throw CLI::ValidationError(to_text(words.error()));
           argv = *words;
         },
         help)
      ->type_name("COMMAND")
      ->group("Watching");
}

void add_watching(CLI::App& app, Options& options) {
  const auto group = "Watching";
  WatchingOptions& watching = options.watching;
  app.add_option(
         "--progress", watching.progress,
         "On a terminal: view (a few lines at its end, where there is room), line (the last "
         "one), plain (none)")
      ->check(CLI::IsMember({"view", "line", "plain"}).description(""))
      ->type_name("view|line|plain")
      ->default_str("view")
      ->group(group);
  app.add_option("--events", watching.events_file,
                 "Append every event as a line of JSON: a file, a FIFO, /dev/fd/N")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--metrics-file", watching.metrics_file,
                 "Keep OpenMetrics text there, for a node exporter's textfile collector")
      ->type_name("FILE.prom")
      ->group(group);
  add_command(app, "--on-finish", watching.on_finish,
              "Run this when the session has ended: words as a shell quotes them, without a shell");
  add_command(app, "--on-failure", watching.on_failure,
              "The same after that, when the exit code is not 0");
}

}  // namespace

void add_session(CLI::App& command, Options& options, const std::string& by_default) {
  command.add_option("SESSION", options.session, "Name or folder (default: " + by_default + ")");
  add_places(command, options);
  add_results(command, options);
}

void add_retry(CLI::App& command, Options& options) {
  command
      .add_option("--retry", options.retry,
                  "Run these again, too, each as a further attempt: failed, suspect, or both")
      ->delimiter(',')
      ->check(CLI::Validator(outcome_problem, ""))
      ->type_name("OUTCOME,…");
  command.add_flag("--accept-changes", options.accept_changes,
                   "Go on though settings, catalogue, a train script, host, GPU or driver are not "
                   "as they were; what has changed is recorded");
}

void add_run_bounds(CLI::App& app, Options& options) {
  add_limits(app, options);
  add_electricity(app, options);
  add_measuring(app, options);
  app.add_flag("--keep-scripts", options.keep_scripts,
               "Leave the scripts of background trainings in the results folder");
  app.add_flag("--keep-copies", options.keep_copies,
               "Keep the copies of repos' folders that runs worked in, in the session's folder");
  add_tree_method(app, options);
}

void add_session_options(CLI::App& app, Options& options) {
  add_run_bounds(app, options);
  add_watching(app, options);
  add_share_machine(app, options);
}

void add_resume(CLI::App& app, Options& options) {
  CLI::App* const resume = app.add_subcommand(
      "resume", "Go on with a session that was cut off or ended early: its unfinished runs");
  add_session(*resume, options);
  add_retry(*resume, options);
  add_queue(*resume, options);
  add_session_options(*resume, options);
  resume->footer(kResumeExamples);
  resume->callback([&options, resume] {
    options.command = Command::resume;
    for (const CLI::Option* option : resume->get_options()) {
      if (option->count() > 0) options.given.push_back(option->get_name());
    }
  });
}

void add_stop(CLI::App& app, Options& options) {
  CLI::App* const stop =
      app.add_subcommand("stop", "End the session that runs, after its present run");
  add_session(*stop, options, "the one that runs");
  stop->add_flag("--now", options.stop_now,
                 "Stop the trainings, too; their run is marked as interrupted");
  stop->footer("Example:\n  mutation stop --now");
  stop->callback([&options] { options.command = Command::stop; });
}

void add_status(CLI::App& app, Options& options) {
  CLI::App* const status =
      app.add_subcommand("status", "Print what a session has done, finished or not");
  add_session(*status, options);
  status->add_flag("--json", options.json, "As JSON");
  status->footer(kStatusExamples);
  status->callback([&options] { options.command = Command::status; });
}

}  // namespace mutation
