// `mutation serve` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"

namespace mutation {

void add_serve(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("serve", "Show a session in a browser while it runs");
  command->callback([&options] { options.command = Command::serve; });
}

}  // namespace mutation
