// `mutation import`: what another program recorded, into sessions of the results folder.
#include <fmt/format.h>

#include <filesystem>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "dataset/import_summary.h"
#include "progress/display_width.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_sources(const ImportSummary& summary) {
  TextTable table(
      {{"source"}, {"runs", Align::right}, {"already there", Align::right}, {"imported to"}});
  for (const ImportedSource& source : summary.sources)
    table.add_row({printable(source.source), std::to_string(source.runs),
                   std::to_string(source.already_there),
                   source.directory.empty() ? "-" : printable(source.directory)});
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
}

void print_difference(const EnergyDifference& difference) {
  fmt::print(
      "GPU energy integrated anew by real time steps for {}: {:+.1f} % of the reported sum in "
      "the median, from {:+.1f} % ({}) to {:+.1f} % ({})\n",
      counted(difference.runs, "run"), 100 * difference.median, 100 * difference.least.value,
      printable(difference.least.experiment_id), 100 * difference.most.value,
      printable(difference.most.experiment_id));
}

void print_summary(const ImportSummary& summary, ImportMode mode) {
  if (!summary.sources.empty()) print_sources(summary);
  std::size_t there = 0;
  for (const ImportedSource& source : summary.sources) there += source.already_there;
  fmt::print("{} {}: {} of experiment.json, {} of CSV files; {} already there\n",
             mode == ImportMode::only_tell ? "Would import" : "Imported",
             counted(summary.experiments + summary.csv_rows, "run"), summary.experiments,
             summary.csv_rows, there);
  if (summary.difference) print_difference(*summary.difference);
  for (const auto& [what, count] : summary.missing) fmt::print("Missing in {}: {}\n", count, what);
  if (summary.own_sessions > 0)
    fmt::print("Sessions of this program, which need no import: {}\n", summary.own_sessions);
  for (const ImportedSource& source : summary.sources) {
    for (const std::string& note : source.notes) fmt::print("Note: {}\n", printable(note));
  }
}

}  // namespace

int do_import(const Options& options) {
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  const ImportMode mode = options.dry_run ? ImportMode::only_tell : ImportMode::write;
  const ImportSummary summary = import_runs(options.which.sources, input->places.results,
                                            &input->catalogue, mode, SystemClock().now());
  if (options.json)
    fmt::print("{}", import_json(summary, input->places.results, mode));
  else if (!summary.sources.empty() || summary.errors.empty())
    print_summary(summary, mode);
  for (const Error& error : summary.unread_sessions) print_error(error);
  for (const Error& error : summary.errors) print_error(error);
  if (summary.sources.empty() && !summary.errors.empty()) return kExitUsage;
  const bool all_read =
      summary.errors.empty() && summary.unread_sessions.empty() && summary.unreadable == 0;
  return all_read ? kExitSuccess : kExitNotAll;
}

}  // namespace mutation
