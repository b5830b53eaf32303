#include "app/option_groups.h"

#include <CLI/CLI.hpp>
#include <string>

#include "app/option_checks.h"
#include "base/text.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"

namespace mutation {
namespace {

std::string flag_of(std::string_view key) {
  std::string flag = "--" + std::string(key);
  for (char& c : flag) {
    if (c == '_') c = '-';
  }
  return flag;
}

}  // namespace

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
      ->check(CLI::Range(0, kMostWarmupRuns).description(""))
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
  app.add_option_function<std::string>(
         "--simulated-gpu",
         [&options](const std::string& text) {
           options.measure.simulated = *parse_simulated_gpu(text);
         },
         "What the simulated GPU is like: " + joined(simulated_gpu_keys(), ", "))
      ->check(CLI::Validator(simulated_gpu_problem, ""))
      ->type_name("KEY=VALUE,…")
      ->group(group);
  app.add_option("--simulated-truth", options.measure.simulated_truth,
                 "File that the simulated GPU's exact energy is appended to, for comparing")
      ->type_name("FILE")
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
      ->check(CLI::Validator(tree_method_problem, ""))
      ->type_name("automatic|cgroup|freezer|pid-namespace|sweep")
      ->default_str("automatic");
}

void add_share_machine(CLI::App& app, Options& options) {
  app.add_flag("--share-machine", options.share_machine,
               "Run though another session may run on this machine; every run is marked");
}

}  // namespace mutation
