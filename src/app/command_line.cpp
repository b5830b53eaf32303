#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "app/version.h"
#include "base/text.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"

namespace mutation {
namespace {

constexpr const char* kAbout =
    "Runs training-energy experiments: draws hyperparameters, runs each training with CPU and GPU\n"
    "energy measured, if asked beside a second training as GPU load, lets the GPU cool down "
    "between\n"
    "runs, and records what happened.";

constexpr const char* kRunExamples =
    "Examples:\n"
    "  mutation run settings/parallel_example.json\n"
    "  mutation run settings/quick_example.json --gpu simulated --cooling-seconds 20\n"
    "  mutation -ec settings/parallel_example.json -s 42\n"
    "  mutation -r pytorch_resnet_cifar10 -m resnet20 -mt learning_rate,seed -n 5";

constexpr const char* kPlanExamples =
    "Examples:\n"
    "  mutation plan settings/parallel_example.json -s 42\n"
    "  mutation plan settings/parallel_example.json -s 42 --json > plan.json";

constexpr const char* kResumeExamples =
    "Examples:\n"
    "  mutation resume\n"
    "  mutation resume results/run_20251112_093000 --retry failed,suspect";

constexpr const char* kStatusExamples =
    "Examples:\n"
    "  mutation status\n"
    "  mutation status results/run_20251112_093000 --json";

constexpr const char* kIntegrateExamples =
    "Examples:\n"
    "  mutation integrate results/run_20251112_093000/examples_mnist_001/energy/trace.csv\n"
    "  mutation integrate gpu_power.csv --json";

// Flags of the Python tool with two letters behind one dash, which CLI11 does not know.
const std::map<std::string, std::string> kTwoLetterFlags = {
    {"-ec", "--experiment-config"}, {"-mt", "--mutate"}, {"-mr", "--max-retries"}};

std::vector<std::string> rewritten(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  for (std::string& argument : arguments) {
    const auto found = kTwoLetterFlags.find(argument);
    if (found != kTwoLetterFlags.end()) argument = found->second;
  }
  // CLI11 takes the arguments of a vector from its back.
  return {arguments.rbegin(), arguments.rend()};
}

// "" for a number of seconds that may be waited. NaN passes every comparison with bounds, so it is
// asked for.
std::string seconds_problem(const std::string& text, double least) {
  double seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds)) {
    return "\"" + text + "\" is no number of seconds";
  }
  if (seconds >= least && seconds <= kLongestTiming) return "";
  return text + " s is not between " + shortest(least) + " and " + shortest(kLongestTiming) + " s";
}

// As CLI::Range, without its text in the help.
CLI::Validator whole_from(int low, int high) {
  return CLI::Range(low, high).description("");
}

std::string megabytes_problem(const std::string& text) {
  double megabytes = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), megabytes);
  const bool number = failure == std::errc() && end == text.data() + text.size();
  return number && megabytes >= 0 && megabytes <= 1e9
             ? ""
             : "\"" + text + "\" is no number of megabytes from 0 to 1000000000";
}

// "" for a whole number from 0 to 2^64 - 1.
std::string seed_problem(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seed);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  return whole ? "" : "\"" + text + "\" is no whole number from 0 to 18446744073709551615";
}

std::string gpu_problem(const std::string& name) {
  return gpu_choice_of(name) ? "" : "\"" + name + "\" is none of auto, none, simulated, nvml";
}

void add_places(CLI::App& app, Options& options) {
  const auto group = "Where things are";
  app.add_option("-c,--config", options.places.catalogue,
                 "The catalogue (default: ./config/models_config.json, else the program's own)")
      ->group(group);
  app.add_option("--root", options.places.root,
                 "Folder that relative paths in the catalogue start from (default: the parent of "
                 "the catalogue's config/ folder)")
      ->group(group);
}

void add_results(CLI::App& app, Options& options) {
  app.add_option("--results", options.places.results,
                 "Folder of the sessions (default: ROOT/results)")
      ->group("Where things are");
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
  app.add_option("--max-retries", options.overrides.max_retries,
                 "Attempts after a failed one (default 2; also -mr)")
      ->check(whole_from(0, 100))
      ->group(group);
  app.add_option("-g,--governor", options.overrides.governor, "CPU frequency governor to set")
      ->group(group);
  app.add_option("-s,--seed", options.seed, "Seed of the draws (default: a random one, recorded)")
      ->check(CLI::Validator(seed_problem, ""))
      ->group(group);
  app.add_option("--devices", options.overrides.devices,
                 "The run's own GPUs: indices in PCI order or UUIDs, a,b (default: the first)")
      ->delimiter(',')
      ->group(group);
  app.add_flag("--skip-unsupported", options.skip_unsupported,
               "Drop hyperparameters and models that the catalogue does not have, with a note")
      ->group(group);
}

std::string flag_of(std::string_view key) {
  std::string flag = "--" + std::string(key);
  for (char& c : flag) {
    if (c == '_') c = '-';
  }
  return flag;
}

void add_timings(CLI::App& app, Options& options) {
  for (const TimingKey& key : timing_keys()) {
    app.add_option_function<double>(
           flag_of(key.name),
           [&options, field = key.field](double seconds) {
             options.overrides.timings.*field = Seconds(seconds);
           },
           "Wins over " + std::string(key.name) + " of the settings file")
        ->check(CLI::Validator(
            [least = key.least](const std::string& text) { return seconds_problem(text, least); },
            ""))
        ->type_name("SECONDS")
        ->group("Waits and bounds");
  }
}

// A flag for each rule, under its name in settings files.
void add_rules(CLI::App& app, Options& options) {
  const auto group = "Rules";
  for (const NumberRuleKey& key : number_rule_keys()) {
    app.add_option(flag_of(key.name), options.overrides.rules.*key.field,
                   "Wins over " + std::string(key.name) + " of the settings file")
        ->check(CLI::Range(key.bounds.low, key.bounds.high).description(""))
        ->type_name("NUMBER")
        ->group(group);
  }
  app.add_option("--warmup-runs", options.overrides.rules.warmup_runs,
                 "Wins over warmup_runs of the settings file")
      ->check(whole_from(0, kMostWarmupRuns))
      ->group(group);
  for (const WordRuleKey& key : word_rule_keys()) {
    app.add_option_function<std::string>(
           flag_of(key.name),
           [&options, &key](const std::string& word) { key.set(options.overrides.rules, word); },
           "Wins over " + std::string(key.name) + " of the settings file")
        ->check(CLI::IsMember(key.words).description(""))
        ->type_name(joined(key.words, "|"))
        ->group(group);
  }
}

void add_measuring(CLI::App& app, Options& options) {
  const auto group = "Measuring";
  app.add_option_function<std::string>(
         "--gpu",
         [&options](const std::string& name) {
           options.measure.gpu = *gpu_choice_of(name);
           options.measuring_chosen = true;
         },
         "auto: what is really there; none; simulated: a model of a GPU, for trying things; "
         "nvml: NVIDIA or refuse")
      ->check(CLI::Validator(gpu_problem, ""))
      ->type_name("auto|none|simulated|nvml")
      ->default_str("auto")
      ->group(group);
  app.add_option("--nvml-library", options.measure.nvml_library,
                 "Path of libnvidia-ml.so.1 where the loader does not find it")
      ->group(group);
}

void add_limits(CLI::App& app, Options& options) {
  const auto group = "Waits and bounds";
  app.add_option("--max-consecutive-failures", options.overrides.limits.max_consecutive_failures,
                 "So many failed runs in a row end the session (default 3; 0: no limit)")
      ->check(whole_from(0, 1000000))
      ->group(group);
  app.add_option("--min-free-disk-mb", options.overrides.limits.min_free_disk_mb,
                 "So much must be free before a run begins (default 256; 0: no limit)")
      ->check(CLI::Validator(megabytes_problem, ""))
      ->type_name("MB")
      ->group(group);
}

void add_tree_method(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "--tree-method",
         [&options](const std::string& name) { options.tree_method = *tree_method_of(name); },
         "How the processes of a training are held and emptied: automatic (the first of the others "
         "that this machine allows); cgroup (version 2); freezer (cgroup version 1); pid-namespace "
         "(as a plain user, sudo and the like do not work in it); sweep (through /proc, always "
         "there). Refuses to start where the one named cannot be had")
      ->check(CLI::Validator(
          [](std::string& name) {
            return tree_method_of(name) ? std::string() : name + " is no method to hold trainings";
          },
          ""))
      ->type_name("automatic|cgroup|freezer|pid-namespace|sweep")
      ->default_str("automatic");
}

// What `run` and `resume` share.
void add_session_options(CLI::App& app, Options& options) {
  add_limits(app, options);
  add_measuring(app, options);
  app.add_flag("--keep-scripts", options.keep_scripts,
               "Leave the scripts of background trainings in the results folder");
  add_tree_method(app, options);
  app.add_flag("--share-machine", options.share_machine,
               "Run though another session may run on this machine; every run is marked");
}

void add_run_options(CLI::App& app, Options& options) {
  add_what(app, options);
  add_timings(app, options);
  add_rules(app, options);
  add_places(app, options);
  add_results(app, options);
  add_session_options(app, options);
}

void add_file(CLI::App& command, Options& options) {
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

void add_run(CLI::App& app, Options& options) {
  CLI::App* const run = app.add_subcommand("run", "Run a settings file, or one training directly");
  add_run_options(*run, options);
  add_file(*run, options);
  run->footer(kRunExamples);
  run->callback([&options] { options.command = Command::run; });
}

void add_plan(CLI::App& app, Options& options) {
  CLI::App* const plan = app.add_subcommand(
      "plan", "Print every run that would be made: hyperparameters, command, waits");
  add_what(*plan, options);
  add_file(*plan, options);
  add_timings(*plan, options);
  add_rules(*plan, options);
  add_places(*plan, options);
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

void add_session(CLI::App& command, Options& options) {
  command.add_option("SESSION", options.session, "Name or folder (default: the newest)");
  add_places(command, options);
  add_results(command, options);
}

std::string outcome_problem(const std::string& word) {
  return word == "failed" || word == "suspect" ? "" : "\"" + word + "\" is none of failed, suspect";
}

void add_resume(CLI::App& app, Options& options) {
  CLI::App* const resume = app.add_subcommand(
      "resume", "Go on with a session that was cut off or ended early: its unfinished runs");
  add_session(*resume, options);
  resume
      ->add_option("--retry", options.retry,
                   "Run these again, too, each as a further attempt: failed, suspect, or both")
      ->delimiter(',')
      ->check(CLI::Validator(outcome_problem, ""))
      ->type_name("OUTCOME,…");
  resume->add_flag("--accept-changes", options.accept_changes,
                   "Go on though settings, catalogue, a train script, host, GPU or driver are not "
                   "as they were; what has changed is recorded");
  add_session_options(*resume, options);
  resume->footer(kResumeExamples);
  resume->callback([&options] { options.command = Command::resume; });
}

void add_stop(CLI::App& app, Options& options) {
  CLI::App* const stop =
      app.add_subcommand("stop", "End the session that runs, after its present run");
  add_session(*stop, options);
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

void add_integrate(CLI::App& app, Options& options) {
  CLI::App* const integrate = app.add_subcommand(
      "integrate", "Integrate a recorded trace: energy, mean, maximum, coverage, gaps");
  integrate
      ->add_option("FILE", options.trace_file,
                   "A trace.csv, or a gpu_power.csv, gpu_temperature.csv or gpu_utilization.csv")
      ->required();
  integrate->add_flag("--json", options.json, "As JSON");
  integrate->footer(kIntegrateExamples);
  integrate->callback([&options] { options.command = Command::integrate; });
}

void add_doctor(CLI::App& app, Options& options) {
  CLI::App* const doctor = app.add_subcommand(
      "doctor", "Print what this machine allows and what is missing, and how to grant it");
  add_measuring(*doctor, options);
  add_places(*doctor, options);
  add_results(*doctor, options);
  doctor->add_flag("--json", options.json, "As JSON");
  doctor->footer("Examples:\n  mutation doctor\n  sudo mutation doctor --json");
  doctor->callback([&options] { options.command = Command::doctor; });
}

// Without a subcommand: the Python tool's flags.
void choose_by_flags(bool list, bool used, Options& options) {
  if (options.command != Command::done) return;
  if (list) options.command = Command::list;
  if (!list && used) options.command = Command::run;
}

}  // namespace

Result<Options> read_command_line(int argc, char** argv) {
  Options options;
  CLI::App app(kAbout, "mutation");
  bool list = false;
  app.set_version_flag("--version", std::string("mutation ") + kVersion);
  app.add_flag("-l,--list", list, "The same as `mutation list`");
  add_run_options(app, options);
  add_run(app, options);
  add_resume(app, options);
  add_stop(app, options);
  add_plan(app, options);
  add_list(app, options);
  add_status(app, options);
  add_doctor(app, options);
  add_integrate(app, options);
  app.require_subcommand(0, 1);
  app.footer(std::string(kRunExamples) + "\n\n`mutation COMMAND --help` tells more of a command.");
  try {
    app.parse(rewritten(argc, argv));
  } catch (const CLI::Success& done) {
    app.exit(done);
    return options;
  } catch (const CLI::ParseError& error) {
    return Error{error.what(), "see mutation --help"};
  }
  choose_by_flags(list, argc > 1, options);
  if (options.command == Command::done)
    return Error{"nothing to do was named", "see mutation --help"};
  return options;
}

}  // namespace mutation
