// `mutation coverage`: which values of which hyperparameters were measured, for people or as JSON.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/which_runs.h"
#include "export/coverage.h"
#include "export/figures.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

std::string name_of(const ModelCoverage& model) {
  return model.repo + "/" + model.model + (model.in_catalogue ? "" : " (not in the catalogue)");
}

std::string possible_text(const ParameterCoverage& parameter) {
  return parameter.possible ? std::to_string(*parameter.possible) : "-";
}

std::string state_of(const ParameterCoverage& parameter) {
  if (parameter.wanted == 0) return "not drawn";
  return is_complete(parameter) ? "complete" : fmt::format("{} missing", lacking(parameter));
}

void print_values(const std::vector<ModelCoverage>& coverage) {
  TextTable table({{"model"},
                   {"mode"},
                   {"hyperparameter"},
                   {"values", Align::right},
                   {"wanted", Align::right},
                   {"possible", Align::right},
                   {"with energy", Align::right},
                   {"with metric", Align::right},
                   {"alone", Align::right},
                   {"suspect", Align::right},
                   {""}});
  for (const ModelCoverage& model : coverage) {
    for (const ParameterCoverage& parameter : model.parameters)
      table.add_row({name_of(model), mode_text(model.parallel), parameter.name,
                     std::to_string(parameter.values), std::to_string(parameter.wanted),
                     possible_text(parameter), std::to_string(parameter.with_energy),
                     std::to_string(parameter.with_metric), std::to_string(parameter.alone),
                     std::to_string(parameter.suspect), state_of(parameter)});
  }
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
}

std::string reasons_text(const ModelCoverage& model) {
  std::string text;
  for (const ReasonCount& count : model.reasons)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.runs, count.reason);
  return text;
}

void print_runs(const std::vector<ModelCoverage>& coverage) {
  TextTable table({{"model"},
                   {"mode"},
                   {"runs", Align::right},
                   {"succeeded", Align::right},
                   {"complete", Align::right},
                   {"defaults", Align::right},
                   {"suspect", Align::right},
                   {"failed", Align::right},
                   {"interrupted", Align::right},
                   {"unknown", Align::right},
                   {"reasons"}});
  for (const ModelCoverage& model : coverage) {
    if (model.runs == 0) continue;
    table.add_row({name_of(model), mode_text(model.parallel), std::to_string(model.runs),
                   std::to_string(model.succeeded), std::to_string(model.complete_runs),
                   std::to_string(model.default_runs), std::to_string(model.suspect),
                   std::to_string(model.failed), std::to_string(model.interrupted),
                   std::to_string(model.unknown), reasons_text(model)});
  }
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
}

void print_coverage(const std::vector<ModelCoverage>& coverage, int wanted) {
  fmt::print(
      "Distinct values, other than the default, that succeeded runs measured with energy and a "
      "metric ({} wanted):\n\n",
      wanted);
  print_values(coverage);
  fmt::print(
      "\nRuns (complete: succeeded, with energy and a metric; defaults: of these, with "
      "nothing else than defaults):\n\n");
  print_runs(coverage);
  const Completeness completeness = completeness_of(coverage);
  fmt::print("\n{} of {} hyperparameters are complete, each of a model in a mode{}\n",
             completeness.complete, completeness.of,
             completeness.complete < completeness.of
                 ? fmt::format("; `mutation plan --fill {}` plans the others", wanted)
                 : "");
}

}  // namespace

int do_coverage(const Options& options) {
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  const auto read = read_recorded_runs(*input, options.which, {});
  if (!read) return kExitUsage;
  RunSelection selection = selection_of(options.which);
  selection.simulated = is_included(options.which, kSimulated);
  selection.duplicates = false;
  const SelectedRuns selected = select_runs(AuditedRuns(read->runs), selection);
  tell_left_out(selected.left_out);
  const int wanted = options.coverage.want;
  const auto coverage =
      coverage_of(selected.runs, input->catalogue,
                  {.wanted = wanted, .models = selection.models, .parallel = selection.parallel});
  if (options.json) {
    fmt::print("{}", to_document(coverage_json(coverage, wanted)));
  } else {
    print_coverage(coverage, wanted);
  }
  return std::fflush(stdout) == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace mutation
