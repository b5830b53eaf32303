// `mutation catalogue` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr int kMostEpochs = 1'000'000;
constexpr double kLongestTimeout = 10 * 24 * 3600.0;  // seconds

constexpr const char* kCheckExamples =
    "Examples:\n"
    "  mutation catalogue check                        every model of every repo that is there\n"
    "  mutation catalogue check VulBERTa mlp --timeout 600\n"
    "  mutation catalogue check VulBERTa --log training.log\n"
    "Exit code: 0 all is well, 1 something is not, 2 usage, 3 the machine is not free.";

}  // namespace

void add_catalogue(CLI::App& app, Options& options) {
  CLI::App* const catalogue = app.add_subcommand("catalogue", "Work on the catalogue itself");
  catalogue->require_subcommand(1);
  CatalogueCheckOptions& what = options.check;
  CLI::App* const check = catalogue->add_subcommand(
      "check", "Train for one epoch and show what the catalogue's patterns find in the log");
  check->add_option("REPO", what.repo, "A repo of the catalogue (default: all that are there)");
  check->add_option("MODEL", what.model, "One of its models (default: all)");
  check->add_option("--epochs", what.epochs, "Epochs to train for, where the repo has such a thing")
      ->check(CLI::Range(1, kMostEpochs));
  check
      ->add_option("--timeout", what.timeout_seconds,
                   "Stop a training after so many seconds (default: the catalogue's)")
      ->check(CLI::Range(0.001, kLongestTimeout));
  check->add_option("--log", what.log, "Train nothing: try the patterns on this log");
  add_places(*check, options);
  add_measuring(*check, options);
  add_tree_method(*check, options);
  add_share_machine(*check, options);
  check->footer(kCheckExamples);
  check->callback([&options] { options.command = Command::check_catalogue; });
}

}  // namespace mutation
