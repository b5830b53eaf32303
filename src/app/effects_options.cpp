// `mutation effects` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/which_runs.h"

namespace mutation {

void add_effects(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "effects", "Show what each hyperparameter does to energy, duration and metrics");
  command
      ->add_option("--figure", options.comparison.figures,
                   "Only these figures: gpu_joules, gpu_net_joules, gpu_above_background_joules, "
                   "cpu_joules, duration, metric:NAME (default: those that the runs have)")
      ->delimiter(',')
      ->type_name("FIGURE,…");
  command->add_flag("--json", options.json, "As JSON");
  add_which_runs(*command, options);
  add_outcomes(*command, options);
  add_include(*command, options, {kUnusable});
  command->footer(
      "Examples:\n"
      "  mutation effects\n"
      "  mutation effects results/run_20260105_101500 --figure "
      "gpu_net_joules,metric:test_accuracy\n"
      "docs/statistics.md says how each figure is computed.");
  command->callback([&options] { options.command = Command::effects; });
}

}  // namespace mutation
