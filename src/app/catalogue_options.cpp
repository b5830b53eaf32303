// `mutation catalogue` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {

void add_catalogue(CLI::App& app, Options& options) {
  CLI::App* const catalogue = app.add_subcommand("catalogue", "Work on the catalogue itself");
  CLI::App* const check =
      catalogue->add_subcommand("check", "Try a train script and show what its patterns find");
  check->add_option("REPO", options.check.repo, "A repo of the catalogue");
  add_places(*check, options);
  check->callback([&options] { options.command = Command::check_catalogue; });
}

}  // namespace mutation
