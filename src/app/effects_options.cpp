// `mutation effects` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/statistics_options.h"

namespace mutation {

void add_effects(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "effects", "Show what each hyperparameter does to energy, duration and metrics");
  add_statistics_options(*command, options);
  command->footer(
      "Examples:\n"
      "  mutation effects\n"
      "  mutation effects results/run_20260105_101500 --figure "
      "gpu_net_joules,metric:test_accuracy\n"
      "docs/statistics.md says how each figure is computed.");
  command->callback([&options] { options.command = Command::effects; });
}

}  // namespace mutation
