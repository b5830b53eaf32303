// `mutation report` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr const char* kReportExamples =
    "Examples:\n"
    "  mutation report\n"
    "  mutation report run_20251112_093000 run_20251113_180000 -o both.html\n"
    "  mutation report --all --results /data/results --without-logs";

}  // namespace

void add_report(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "report", "Write what was recorded as one HTML file that needs no network");
  ReportOptions& mine = options.report;
  CLI::Option* const sessions =
      command->add_option("SESSION", mine.sessions,
                          "Names or folders, also of imported sessions (default: the newest)");
  command->add_flag("--all", mine.all, "Every session in the results folder")->excludes(sessions);
  command
      ->add_option("-o,--output", mine.output,
                   "File (default: report.html in the session's folder; of several sessions in "
                   "the results folder)")
      ->type_name("FILE");
  command->add_flag("--without-logs", mine.without_logs,
                    "Leave out the ends of logs: what trainings printed");
  add_places(*command, options);
  add_results(*command, options);
  command->footer(kReportExamples);
  command->callback([&options] { options.command = Command::report; });
}

}  // namespace mutation
