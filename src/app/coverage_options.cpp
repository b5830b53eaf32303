// `mutation coverage` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {

void add_coverage(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("coverage", "Show which values of which hyperparameters were measured");
  command->add_option("SOURCE", options.which.sources, "Files and folders");
  add_places(*command, options);
  add_results(*command, options);
  command->callback([&options] { options.command = Command::coverage; });
}

}  // namespace mutation
