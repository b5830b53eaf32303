// `mutation export` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {

void add_export(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("export", "Write recorded runs as tables for analysis");
  command->add_option("SOURCE", options.which.sources, "Files and folders");
  add_places(*command, options);
  add_results(*command, options);
  command->callback([&options] { options.command = Command::export_runs; });
}

}  // namespace mutation
