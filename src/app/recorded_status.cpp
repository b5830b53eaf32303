#include "app/recorded_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "progress/text_table.h"
#include "record/experiment_reader.h"

namespace mutation {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f}", *value) : "-";
}

// The Python tool knew success by the log alone; its word is given as its word.
std::string outcome_of(const ReadExperiment& experiment) {
  if (experiment.outcome) return to_text(*experiment.outcome);
  if (!experiment.success) return "-";
  return *experiment.success ? "success" : "no success";
}

std::string gpu_energy(const EnergyMetrics& energy) {
  if (energy.gpu_energy_total_joules)
    return number(energy.gpu_energy_total_joules) + (energy.simulated ? " (simulated)" : "");
  return energy.gpu_energy_sum_legacy_joules
             ? number(energy.gpu_energy_sum_legacy_joules) + " (sum)"
             : "-";
}

std::vector<std::string> row_of(const FoundExperiment& found) {
  if (!found.experiment)
    return {found.folder, "-", "not known", "-", "-", "-", "-", found.experiment.error().message};
  const ReadExperiment& experiment = *found.experiment;
  const auto duration =
      experiment.duration ? std::optional(experiment.duration->count()) : std::nullopt;
  return {found.folder,
          experiment.training.repository + "/" + experiment.training.model,
          outcome_of(experiment),
          experiment.retries ? std::to_string(*experiment.retries) : "-",
          number(duration),
          gpu_energy(experiment.energy),
          number(experiment.energy.cpu_energy_total_joules),
          experiment.success.value_or(true) ? "" : experiment.error_message};
}

bool is_of_python_tool(const FoundExperiment& found) {
  return found.experiment && found.experiment->shape != ExperimentShape::ours;
}

void print_table(const std::string& directory, const std::vector<FoundExperiment>& experiments) {
  fmt::print("{}: no session.db; this is what the runs' experiment.json say\n", directory);
  TextTable table({{"experiment"},
                   {"training"},
                   {"outcome"},
                   {"retries", Align::right},
                   {"duration s", Align::right},
                   {"GPU J", Align::right},
                   {"CPU J", Align::right},
                   {"reason"}});
  for (const FoundExperiment& found : experiments) table.add_row(row_of(found));
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
  if (std::ranges::any_of(experiments, is_of_python_tool))
    fmt::print(
        "\"success\" is the Python tool's own judgement, by the log's text alone; (sum) is the "
        "plain sum of its 1 Hz file.\n");
  fmt::print("Runs planned but not begun are not known.\n");
}

}  // namespace

bool has_recorded_runs(const std::string& directory) {
  return !experiments_in(directory).empty();
}

void print_recorded_status(const std::string& directory, bool json) {
  const std::vector<FoundExperiment> experiments = experiments_in(directory);
  if (json)
    fmt::print("{}", experiments_json(directory, experiments));
  else
    print_table(directory, experiments);
}

}  // namespace mutation
