// `mutation report` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"

namespace mutation {

void add_report(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("report", "Write one HTML file of what was recorded");
  command->callback([&options] { options.command = Command::report; });
}

}  // namespace mutation
