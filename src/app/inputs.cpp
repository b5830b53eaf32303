#include "app/inputs.h"

#include <random>

#include "app/history_inputs.h"
#include "app/messages.h"
#include "app/reference_inputs.h"
#include "plan/float_format.h"
#include "plan/make_plan.h"
#include "settings/expected_runs.h"
#include "settings/read.h"

namespace mutation {
namespace {

std::optional<Error> error_of_choice(const Options& options) {
  const WhatToRun& what = options.what;
  const bool direct = !what.repo.empty() || !what.model.empty() || !what.mutate.empty();
  if (!what.settings_file.empty() && direct) {
    return Error{"a settings file and -r, -m or -mt exclude each other",
                 "name either a settings file, or a repo and a model"};
  }
  if (what.settings_file.empty() && (what.repo.empty() || what.model.empty())) {
    return Error{"what to run is missing: a settings file, or a repo (-r) and a model (-m)",
                 "`mutation list` names the repos and models; see mutation --help"};
  }
  const SettingsOverrides& overrides = options.overrides;
  if (options.compat_reference && !what.settings_file.empty() &&
      (overrides.runs_per_config || overrides.repeat || overrides.repeat_until_relative_ci)) {
    return Error{"the Python tool takes the number of runs from the settings file only",
                 "leave out -n, --repeat and --repeat-until, or --compat reference"};
  }
  return std::nullopt;
}

// "all" without -mt, as in settings files.
DirectRequest direct_request(const Options& options) {
  return {.repo = options.what.repo,
          .model = options.what.model,
          .mutate = options.what.mutate.empty() ? "all" : options.what.mutate,
          .runs = options.overrides.runs_per_config.value_or(1),
          .governor = options.overrides.governor,
          .max_retries = options.overrides.max_retries};
}

std::optional<Problem> governor_problem(const Options& options) {
  const auto& governor = options.overrides.governor;
  if (!governor) return std::nullopt;
  for (const std::string& known : known_governors()) {
    if (known == *governor) return std::nullopt;
  }
  std::string all;
  for (const std::string& known : known_governors()) all += (all.empty() ? "" : ", ") + known;
  return Problem{.file = "command line",
                 .path = "--governor",
                 .text = "there is no governor \"" + *governor + "\"",
                 .suggestion = "one of " + all};
}

// The settings of a run that is named on the command line are made of it: the user knows neither
// their lines nor their paths.
void name_options(std::vector<Problem>& problems) {
  static const std::pair<const char*, const char*> kOptions[] = {{"experiments[0].repo", "-r"},
                                                                 {"experiments[0].model", "-m"},
                                                                 {"experiments[0].mutate", "-mt"}};
  for (Problem& problem : problems) {
    problem.line = 0;
    for (const auto& [path, option] : kOptions) {
      if (problem.path.starts_with(path)) problem.path = option;
    }
  }
}

std::uint64_t random_seed() {
  std::random_device device;
  // 32 bits: short enough to be typed again with -s.
  return device();
}

}  // namespace

std::optional<CatalogueInput> read_catalogue_input(const Options& options) {
  Result<FoundPlaces> places = find_places(options.places);
  if (!places) {
    print_error(places.error());
    return std::nullopt;
  }
  CatalogueInput input{.places = *places, .text = {}, .catalogue = {}};
  ReadOutcome<std::string> text = load_text(places->catalogue);
  if (!text.value) {
    print_problems(text.problems);
    return std::nullopt;
  }
  input.text = std::move(*text.value);
  ReadOutcome<Catalogue> read = read_catalogue(input.text, places->catalogue);
  if (!read.value) {
    print_problems(read.problems);
    return std::nullopt;
  }
  input.catalogue = std::move(*read.value);
  return input;
}

std::optional<Inputs> read_inputs(const Options& options) {
  if (const auto error = error_of_choice(options)) {
    print_error(*error);
    return std::nullopt;
  }
  auto catalogue = read_catalogue_input(options);
  if (!catalogue) return std::nullopt;
  Inputs inputs{.places = catalogue->places,
                .catalogue_text = std::move(catalogue->text),
                .catalogue = std::move(catalogue->catalogue),
                .settings_text = {},
                .settings_file = {},
                .settings = {}};
  std::string shown_as = "command line";
  if (options.what.settings_file.empty()) {
    inputs.settings_text = settings_text(direct_request(options));
  } else {
    inputs.settings_file = find_settings_file(options.what.settings_file, inputs.places.root);
    shown_as = inputs.settings_file;
    ReadOutcome<std::string> text = load_text(inputs.settings_file);
    if (!text.value) {
      print_problems(text.problems);
      return std::nullopt;
    }
    inputs.settings_text = std::move(*text.value);
  }
  if (options.compat_reference) {
    // Read when it is planned: nothing that the Python tool passed over is a problem then.
    if (const auto problem = governor_problem(options))
      return print_problems({*problem}), std::nullopt;
    return inputs;
  }
  ReadOutcome<Settings> read = read_settings(inputs.settings_text, shown_as, inputs.catalogue,
                                             {.skip_unsupported = options.skip_unsupported});
  if (options.what.settings_file.empty()) name_options(read.problems);
  if (auto problem = governor_problem(options)) {
    const bool told_already = options.what.settings_file.empty() && !read.value;
    if (!told_already) read.problems.push_back(std::move(*problem));
  }
  if (!read.value || !read.problems.empty()) {
    print_problems(read.problems);
    return std::nullopt;
  }
  inputs.settings = std::move(*read.value);
  return inputs;
}

namespace {

std::optional<Plan> plan_by_reading(const Inputs& inputs, const Options& options,
                                    std::uint64_t seed) {
  if (options.compat_reference) {
    auto reference = plan_as_reference(inputs, options, seed);
    return reference ? std::optional(std::move(reference->plan)) : std::nullopt;
  }
  const auto history = read_history(inputs, options.skip_unsupported);
  if (!history) return std::nullopt;
  Result<Plan> plan = make_plan(inputs.settings, inputs.catalogue, options.overrides,
                                inputs.places.root, seed, *history);
  if (!plan) return print_error(plan.error()), std::nullopt;
  for (std::string& note : expected_runs_notes(inputs.settings, *plan)) {
    plan->notes.push_back(std::move(note));
  }
  return std::move(*plan);
}

}  // namespace

std::optional<Plan> plan_inputs(const Inputs& inputs, const Options& options) {
  auto plan = plan_by_reading(inputs, options, options.seed ? *options.seed : random_seed());
  if (plan) {
    if (const Status usable = check_tariff(plan->tariff); !usable) {
      return print_error(usable.error()), std::nullopt;
    }
  }
  const std::string& format = options.plan.float_format;
  if (plan && !format.empty()) apply_float_format(*plan, inputs.catalogue, format);
  return plan;
}

}  // namespace mutation
