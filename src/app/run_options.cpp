// What is to be run: `run`, `plan` and `list`.
#include <CLI/CLI.hpp>
#include <array>
#include <string>
#include <vector>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/option_groups.h"
#include "app/which_runs.h"
#include "base/text.h"

namespace mutation {

const char* const kRunExamples =
    "Examples:\n"
    "  mutation run settings/parallel_example.json\n"
    "  mutation run settings/quick_example.json --gpu simulated --cooling-seconds 20\n"
    "  mutation -ec settings/parallel_example.json -s 42\n"
    "  mutation -r pytorch_resnet_cifar10 -m resnet20 -mt learning_rate,seed -n 5";

namespace {

constexpr const char* kPlanExamples =
    "Examples:\n"
    "  mutation plan settings/parallel_example.json -s 42\n"
    "  mutation plan settings/parallel_example.json -s 42 --json > plan.json\n"
    "  mutation plan settings/parallel_example.json -s 42 --compat reference\n"
    "  mutation plan settings/parallel_example.json --compare\n"
    "  mutation plan --fill 5 -o fill.json";

// As CLI::Range, without its text in the help.
CLI::Validator number_from(double low, double high) {
  return CLI::Range(low, high).description("");
}

CLI::Validator whole_from(int low, int high) {
  return CLI::Range(low, high).description("");
}

constexpr std::array kOrders = {Order::as_written, Order::shuffled, Order::interleaved};

std::vector<std::string> words_of_orders() {
  std::vector<std::string> words;
  for (const Order order : kOrders) words.push_back(to_text(order));
  return words;
}

void add_what(CLI::App& app, Options& options) {
  const auto group = "What to run";
  app.add_option("--experiment-config", options.what.settings_file,
                 "Settings file to run (also -ec FILE)")
      ->group(group);
  app.add_option("-r,--repo", options.what.repo, "Direct mode: repo, as `mutation list` names it")
      ->group(group);
  app.add_option("-m,--model", options.what.model, "Direct mode: model")->group(group);
  app.add_option("--mutate", options.what.mutate,
                 "Direct mode: hyperparameters to draw, a,b or all (also -mt)")
      ->group(group);
  app.add_option("-n,--runs", options.overrides.runs_per_config,
                 "Runs of each entry (default 1; wins over the settings file)")
      ->check(whole_from(1, 1000000))
      ->group(group);
  app.add_option("--repeat", options.overrides.repeat,
                 "Runs of each configuration (default 1; wins over the settings file)")
      ->check(whole_from(1, 1000000))
      ->group(group);
  app.add_option(
         "--repeat-until", options.overrides.repeat_until_relative_ci,
         "Run each configuration until its interval is so narrow: 0.01 is ±1 % of the mean "
         "(5 to 30 runs, by its GPU energy above idle, where the settings file does not say "
         "otherwise)")
      ->check(number_from(0.0001, 0.5))
      ->excludes("--repeat")
      ->group(group);
  app.add_option_function<std::string>(
         "--order",
         [&options](const std::string& word) {
           for (const Order order : kOrders) {
             if (to_text(order) == word) options.overrides.order = order;
           }
         },
         "Order of the runs; interleaved: in blocks, in each of which every configuration occurs "
         "once, shuffled within (default as-written; wins over the settings file)")
      ->check(CLI::IsMember(words_of_orders()).description(""))
      ->type_name(joined(words_of_orders(), "|"))
      ->group(group);
  app.add_option("--max-retries", options.overrides.max_retries,
                 "Attempts after a failed one (default 2; also -mr)")
      ->check(whole_from(0, 100))
      ->group(group);
  app.add_option("-g,--governor", options.overrides.governor, "CPU frequency governor to set")
      ->group(group);
  app.add_option("-s,--seed", options.seed, "Seed of the draws (default: a random one, recorded)")
      ->transform(CLI::Validator(take_seed, ""))
      ->group(group);
  app.add_option("--devices", options.overrides.devices,
                 "The run's own GPUs: indices in PCI order or UUIDs, a,b (default: the first)")
      ->delimiter(',')
      ->group(group);
  app.add_flag(
         "--skip-unsupported", options.skip_unsupported,
         "Drop hyperparameters and models that the catalogue does not have, and histories that "
         "cannot be read, with a note")
      ->group(group);
  app.add_option_function<std::string>(
         "--compat", [&options](const std::string&) { options.compat_reference = true; },
         "reference: read the file and draw as the Python tool did at its last revision")
      ->check(CLI::Validator(compat_problem, ""))
      ->group(group);
  app.add_option("--float-format", options.plan.float_format,
                 "Write floats in commands so, as printf does (%.6f)")
      ->check(CLI::Validator(float_format_problem, ""))
      ->group(group);
}

}  // namespace

void add_settings_file(CLI::App& command, Options& options) {
  command.add_option_function<std::string>(
      "FILE",
      [&options](const std::string& file) {
        std::string& named = options.what.settings_file;
        if (!named.empty() && named != file) {
          throw CLI::ValidationError("two settings files are named: " + named + " and " + file);
        }
        named = file;
      },
      "Settings file");
}

namespace {

void add_fill(CLI::App& plan, Options& options) {
  const auto group = "What is missing";
  plan.add_option("--fill", options.plan.fill,
                  "Write the settings file that is missing for so many distinct values of each "
                  "hyperparameter, model (-r and -m: only these) and mode")
      ->check(whole_from(1, 100000))
      ->type_name("N")
      ->group(group);
  plan.add_option("-o,--output", options.plan.output, "Where to (default: standard output)")
      ->type_name("FILE")
      ->group(group);
  plan.add_option("--from", options.which.sources,
                  "Recorded runs to look at (default: the results folder)")
      ->delimiter(',')
      ->type_name("SOURCE,…")
      ->group(group);
  plan.add_option("--mode", options.which.modes, "Only this mode")
      ->check(CLI::IsMember({"sequential", "parallel"}).description(""))
      ->expected(1)
      ->type_name("sequential|parallel")
      ->group(group);
  add_include(plan, options, {kSimulated}, group);
  add_results(plan, options);
}

}  // namespace

void add_what_to_run(CLI::App& app, Options& options) {
  add_what(app, options);
  add_timings(app, options);
  add_rules(app, options);
  add_places(app, options);
  add_results(app, options);
}

void add_run_options(CLI::App& app, Options& options) {
  add_what_to_run(app, options);
  add_session_options(app, options);
}

void add_run(CLI::App& app, Options& options) {
  CLI::App* const run = app.add_subcommand("run", "Run a settings file, or one training directly");
  add_run_options(*run, options);
  add_settings_file(*run, options);
  run->footer(kRunExamples);
  run->callback([&options] { options.command = Command::run; });
}

void add_plan(CLI::App& app, Options& options) {
  CLI::App* const plan = app.add_subcommand(
      "plan", "Print every run that would be made: hyperparameters, command, waits");
  add_what(*plan, options);
  add_settings_file(*plan, options);
  add_timings(*plan, options);
  add_rules(*plan, options);
  add_places(*plan, options);
  plan->add_flag("--summary", options.plan.summary, "A line for each entry, not for each run");
  plan->add_flag("--compare", options.plan.compare,
                 "Show beside each other what this program and the Python tool make of each entry");
  add_fill(*plan, options);
  plan->add_flag("--json", options.json, "As JSON");
  plan->footer(kPlanExamples);
  plan->callback([&options] { options.command = Command::plan; });
}

void add_list(CLI::App& app, Options& options) {
  CLI::App* const list = app.add_subcommand(
      "list", "Print the catalogue: repos, models, hyperparameters, and which repos are present");
  add_places(*list, options);
  list->add_flag("--json", options.json, "As JSON");
  list->footer("Example:\n  mutation list");
  list->callback([&options] { options.command = Command::list; });
}

}  // namespace mutation
