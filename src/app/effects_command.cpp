// `mutation effects`: what each hyperparameter does, for people or as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/effects_text.h"
#include "app/messages.h"
#include "app/statistics_input.h"
#include "compare/analysis.h"

namespace mutation {

int do_effects(const Options& options) {
  const auto input = read_statistics_input(options, {});
  if (!input) return kExitUsage;
  const AuditedRuns audited(input->read.runs);
  SelectedRuns selected = select_runs(audited, statistics_selection(options.which));
  const auto problems = figure_problems(options.comparison.figures, selected.runs);
  if (!problems.empty()) {
    print_statistics_problems(problems);
    return kExitUsage;
  }
  EffectsToShow shown{.runs = selected.runs.size(),
                      .left_out = std::move(selected.left_out),
                      .effects = {},
                      .notes = {}};
  const std::vector<std::string> figures =
      options.comparison.figures.empty() ? figures_in(selected.runs) : options.comparison.figures;
  shown.effects = effects_of(
      selected.runs, figures,
      {.catalogue = catalogue_of(*input), .noise_floors = input->noise_floors}, shown.notes);
  if (shown.effects.empty())
    shown.notes.emplace_back(
        "no effect can be told: at least three runs of one model, with a figure and with a "
        "hyperparameter that varies, are needed");
  std::ranges::move(notes_on(selected.runs), std::back_inserter(shown.notes));
  if (options.json) {
    fmt::print("{}", to_document(effects_json(shown)));
  } else {
    print_lines(effects_lines(shown));
  }
  return std::fflush(stdout) == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace mutation
