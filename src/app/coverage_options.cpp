// `mutation coverage` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/which_runs.h"

namespace mutation {

void add_coverage(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("coverage", "Show which values of which hyperparameters were measured");
  add_which_runs(*command, options);
  add_include(*command, options, {kSimulated});
  command
      ->add_option("--want", options.coverage.want,
                   "Distinct values of each hyperparameter (default 5)")
      ->check(CLI::Range(1, 1000000).description(""));
  command->add_flag("--json", options.json, "As JSON");
  command->footer(
      "Examples:\n"
      "  mutation coverage\n"
      "  mutation coverage results data/raw_data.csv --model resnet20 --want 8\n"
      "`mutation plan --fill N` writes the settings file of what is missing.");
  command->callback([&options] { options.command = Command::coverage; });
}

}  // namespace mutation
