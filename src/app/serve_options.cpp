// `mutation serve` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr int kMostPort = 65535;

constexpr const char* kServeExamples =
    "Examples:\n"
    "  mutation serve\n"
    "  mutation serve run_20251112_093000 --port 0\n"
    "From elsewhere, without opening a port to others:\n"
    "  ssh -L 8765:127.0.0.1:8765 MACHINE   and, here, http://127.0.0.1:8765/";

}  // namespace

void add_serve(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "serve", "Show a session in a browser while it runs, or when it has ended");
  command->add_option("SESSION", options.session,
                      "Name or folder of the session (default: the newest, and each newer one once "
                      "it begins)");
  command->add_option("--port", options.serve.port, "Port to listen at; 0: any that is free")
      ->check(CLI::Range(0, kMostPort))
      ->capture_default_str();
  command
      ->add_option("--address", options.serve.address,
                   "Address to listen at. Others than this machine's own loopback can be reached "
                   "from elsewhere, and a token is then asked for")
      ->capture_default_str();
  command->add_option(
      "--token", options.serve.token,
      "Token that must be given to see anything, or `auto` for a random one (default: "
      "none at the loopback address, else random)");
  add_places(*command, options);
  add_results(*command, options);
  command->footer(kServeExamples);
  command->callback([&options] { options.command = Command::serve; });
}

}  // namespace mutation
