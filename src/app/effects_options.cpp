// `mutation effects` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"

namespace mutation {

void add_effects(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("effects", "Say what each hyperparameter costs, by the recorded runs");
  command->callback([&options] { options.command = Command::effects; });
}

}  // namespace mutation
