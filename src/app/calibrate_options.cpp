// `mutation calibrate` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"

namespace mutation {

void add_calibrate(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("calibrate", "Find how far equal runs lie apart on this machine");
  command->callback([&options] { options.command = Command::calibrate; });
}

}  // namespace mutation
