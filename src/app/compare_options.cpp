// `mutation compare` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/statistics_options.h"

namespace mutation {
namespace {

constexpr const char* kCompareExamples =
    "A and B are each a session (name or folder), SESSION:entry=N (from 1), model=[REPO/]MODEL,\n"
    "mode=parallel or mode=sequential, background=[REPO/]MODEL, a hyperparameter's level\n"
    "(learning_rate=0.1), or several of these apart by commas.\n"
    "Examples:\n"
    "  mutation compare run_20260105_101500 run_20260106_090000\n"
    "  mutation compare mode=sequential mode=parallel --session run_20260105_101500\n"
    "  mutation compare model=resnet20,learning_rate=0.1 model=resnet20,learning_rate=0.2 \\\n"
    "    --figure gpu_net_joules --json\n"
    "docs/statistics.md says how each figure is computed.";

}  // namespace

void add_compare(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand("compare", "Compare two groups of recorded runs");
  CompareOptions& mine = options.comparison;
  command->add_option("A", mine.a, "The runs that others are compared with")->required();
  command->add_option("B", mine.b, "The runs that are compared with them")->required();
  add_statistics_options(*command, options);
  command->footer(kCompareExamples);
  command->callback([&options] { options.command = Command::compare; });
}

}  // namespace mutation
