#include "app/statistics_options.h"

#include <CLI/CLI.hpp>
#include <string>

#include "app/which_runs.h"
#include "model/figure.h"

namespace mutation {

void add_statistics_options(CLI::App& command, Options& options) {
  std::string names;
  for (const FigureSpec& spec : figure_specs()) names += spec.name + ", ";
  command
      .add_option(
          "--figure", options.comparison.figures,
          "Only these figures: " + names + "metric:NAME (default: those that the runs have)")
      ->delimiter(',')
      ->type_name("FIGURE,…");
  command.add_flag("--json", options.json, "As JSON");
  add_which_runs(command, options);
  add_outcomes(command, options);
  add_include(command, options, {kUnusable});
}

}  // namespace mutation
