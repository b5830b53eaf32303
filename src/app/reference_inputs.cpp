#include "app/reference_inputs.h"

#include "app/messages.h"
#include "settings/reference_defaults.h"
#include "settings/reference_history.h"
#include "settings/reference_settings.h"

namespace mutation {

std::optional<ReferencePlan> plan_as_reference(const Inputs& inputs, const Options& options,
                                               std::uint64_t seed) {
  const std::string shown_as = inputs.settings_file.empty() ? "command line" : inputs.settings_file;
  auto read = read_reference_settings(inputs.settings_text, shown_as, inputs.catalogue);
  if (!read.value) return print_problems(read.problems), std::nullopt;
  ReferenceSettings& settings = *read.value;
  const ReferenceHistory history =
      read_reference_history(settings.historical_csvs, inputs.places.root);
  settings.notes.insert(settings.notes.end(), history.notes.begin(), history.notes.end());
  if (!history.ends.empty()) {
    settings.ends = history.ends;
    settings.entries.clear();
  }
  auto plan = make_reference_plan({.settings = settings,
                                   .catalogue = inputs.catalogue,
                                   .history = history.rows,
                                   .odd_defaults = odd_defaults(inputs.catalogue_text)},
                                  options.overrides, inputs.places.root, seed);
  if (!plan) return print_error(plan.error()), std::nullopt;
  return std::move(*plan);
}

}  // namespace mutation
