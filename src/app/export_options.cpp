// `mutation export` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_commands.h"
#include "app/which_runs.h"

namespace mutation {
namespace {

constexpr const char* kExportExamples =
    "Examples:\n"
    "  mutation export -o runs.csv\n"
    "  mutation export results data/raw_data.csv --form collection -o data.csv\n"
    "  mutation export --form analysis --standardise -o analysis/";

// NAME=UNIFIED.
std::string unify_problem(const std::string& text) {
  const std::size_t sign = text.find('=');
  const bool whole = sign != std::string::npos && sign > 0 && sign + 1 < text.size();
  return whole ? "" : "expects NAME=UNIFIED_NAME, as max_iter=training_iterations";
}

void add_analysis(CLI::App& command, ExportOptions& options) {
  const auto group = "Of the form analysis";
  command
      .add_flag("--standardise", options.standardise,
                "Means 0, standard deviations 1; what was subtracted and divided by is in the "
                "dictionary")
      ->group(group);
  command.add_option("--group", options.group, "One file for each repo (default) or model")
      ->check(CLI::IsMember({"repo", "model"}).description(""))
      ->type_name("repo|model")
      ->group(group);
  command
      .add_option("--unify", options.unify,
                  "A hyperparameter's name under which it is unified with others of the same "
                  "meaning; NAME=NAME keeps it (default: epochs and max_iter are "
                  "training_iterations, alpha and weight_decay l2_regularization)")
      ->delimiter(',')
      ->check(CLI::Validator(unify_problem, ""))
      ->type_name("NAME=UNIFIED,…")
      ->group(group);
}

}  // namespace

void add_export(CLI::App& app, Options& options) {
  CLI::App* const command =
      app.add_subcommand("export", "Write recorded runs as tables for analysis");
  ExportOptions& mine = options.export_options;
  command
      ->add_option("--form", mine.form,
                   "long (default): one row a run with everything; collection: the Python tool's "
                   "data.csv; summary: its summary.csv; analysis: numbers only, a file for each "
                   "repo; traces: every reading; jsonl: an object a run")
      ->check(CLI::IsMember({"long", "collection", "summary", "analysis", "traces", "jsonl"})
                  .description(""))
      ->type_name("FORM");
  command->add_option("-o,--output", mine.output,
                      "File, or the folder for form analysis (default: standard output)");
  command->add_option("--dictionary", mine.dictionary,
                      "File for the data dictionary (default: beside the output)");
  add_which_runs(*command, options);
  add_outcomes(*command, options);
  add_include(*command, options, {kSimulated, kDuplicates, kUnusable});
  add_analysis(*command, mine);
  command->footer(kExportExamples);
  command->callback([&options] { options.command = Command::export_runs; });
}

}  // namespace mutation
