// `mutation audit` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {

void add_audit(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("audit", "Say which recorded runs to trust, and why others not");
  command->add_option("SOURCE", options.which.sources,
                      "Results folders, sessions, experiment.json and CSV files, also the Python "
                      "tool's (default: the results folder)");
  command->add_option("--session", options.which.sessions,
                      "Show only runs of this session; all others stay its peers");
  command->add_flag("--findings-only", options.audit.findings_only,
                    "Leave out the runs that nothing speaks against");
  command->add_flag("--json", options.json,
                    "Everything as JSON, with the numbers that it rests on");
  add_places(*command, options);
  add_results(*command, options);
  command->footer(
      "Exit code 0 when the audit could be made, whatever it found.\n"
      "Examples:\n"
      "  mutation audit                        every session in the results folder\n"
      "  mutation audit raw_data.csv --findings-only\n"
      "  mutation audit old_results --session run_20251204_154953 --json");
  command->callback([&options] { options.command = Command::audit; });
}

}  // namespace mutation
