#include "app/compare_plans_command.h"

#include <fmt/format.h>

#include <cstdio>
#include <random>
#include <utility>

#include "app/command_line.h"
#include "app/compare_plans_text.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/reference_inputs.h"
#include "plan/precedence.h"
#include "settings/read.h"

namespace mutation {
namespace {

// A history that cannot be read is told of when it is; what is compared does not depend on it.
bool turn_history_off(Settings& settings) {
  bool was_on = settings.history.use_deduplication.value_or(false);
  settings.history = {};
  for (Entry& entry : settings.entries) {
    was_on = was_on || entry.history.use_deduplication.value_or(false);
    entry.history = {};
  }
  return was_on;
}

// This program's own reading; where it refuses the file, what it would plan with
// --skip-unsupported, if that helps.
std::optional<Plan> own_plan(Inputs& inputs, const Options& options, ComparisonToShow& shown) {
  const auto read = [&](bool skip) {
    return read_settings(inputs.settings_text, inputs.settings_file, inputs.catalogue,
                         {.skip_unsupported = skip});
  };
  auto settings = read(options.skip_unsupported);
  if (!settings.value) {
    for (const Problem& problem : settings.problems) shown.refused.push_back(to_text(problem));
    settings = read(true);
    if (!settings.value) return std::nullopt;
    shown.own_notes.emplace_back("compared as with --skip-unsupported");
  }
  inputs.settings = std::move(*settings.value);
  auto plan = plan_inputs(inputs, options);
  if (!plan && turn_history_off(inputs.settings)) {
    shown.own_notes.emplace_back("compared as without de-duplication");
    plan = plan_inputs(inputs, options);
  }
  if (!plan) shown.refused.emplace_back("it cannot be planned, as the message before this says");
  return plan;
}

}  // namespace

int do_compare_plans(const Options& asked) {
  Options options = asked;
  if (!options.seed) options.seed = std::random_device()();
  options.compat_reference = true;
  auto inputs = read_inputs(options);
  if (!inputs) return kExitUsage;
  const auto reference = plan_as_reference(*inputs, options, *options.seed);
  if (!reference) return kExitUsage;
  options.compat_reference = false;
  ComparisonToShow shown{.name = reference->plan.experiment_name,
                         .comparison = {},
                         .own_notes = {},
                         .reference_notes = reference->plan.notes,
                         .refused = {}};
  const auto own = own_plan(*inputs, options, shown);
  if (own) shown.own_notes.insert(shown.own_notes.end(), own->notes.begin(), own->notes.end());
  std::vector<int> deduplicated;
  for (const Entry& entry : inputs->settings.entries) {
    if (deduplication_of(entry, inputs->settings).on) deduplicated.push_back(entry.index);
  }
  shown.comparison = compare_plans(own, *reference, deduplicated);
  fmt::print("{}\n", options.json ? comparison_json(shown) : comparison_text(shown));
  return std::fflush(stdout) == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace mutation
