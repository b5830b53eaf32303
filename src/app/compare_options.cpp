// `mutation compare` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"

namespace mutation {

void add_compare(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand("compare", "Compare two groups of recorded runs");
  command->callback([&options] { options.command = Command::compare; });
}

}  // namespace mutation
