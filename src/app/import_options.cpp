// `mutation import` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {

void add_import(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "import",
      "Read runs that the Python tool recorded, or whose session.db was lost, into sessions");
  command
      ->add_option("SOURCE", options.which.sources,
                   "Results folders, sessions' folders, experiment.json, CSV files")
      ->required();
  command->add_flag("--dry-run", options.dry_run, "Say what would be imported and write nothing");
  command->add_flag("--json", options.json, "One document of JSON on standard output");
  add_places(*command, options);
  add_results(*command, options);
  command->callback([&options] { options.command = Command::import; });
}

}  // namespace mutation
