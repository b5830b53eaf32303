// What tables take from a recorded run where its record has several answers or none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

// The names that occur in runs, sorted, each once.
struct NamesOfRuns {
  std::vector<std::string> hyperparameters;  // passed or effective
  std::vector<std::string> background_hyperparameters;
  std::vector<std::string> metrics;
};
NamesOfRuns names_of(const std::vector<const RecordedRun*>& runs);

// One of the eleven energy figures that the Python tool's tables have, in its order.
struct EnergyColumn {
  const char* name;  // "energy_gpu_total_joules"
  const char* unit;
  const char* meaning;
  std::optional<double> EnergyMetrics::*figure;
};
const std::vector<EnergyColumn>& energy_columns();

// The figure as it is right, else as it was reported.
std::optional<double> figure_of(const RecordedRun& run,
                                std::optional<double> EnergyMetrics::*figure);
// The GPU's energy is recorded only as the Python tool's plain sum of its samples.
bool only_sum_is_known(const RecordedRun& run);

// How the GPU's energy that analyses take came about. The plain sum counts each sample as a second,
// whatever its step was; where it is all that is recorded, mean power x duration is nearer.
enum class GpuEnergyMethod { absent, measured, trace, mean_power, plain_sum };
GpuEnergyMethod gpu_energy_method_of(const RecordedRun& run);
// "", "measured", "trace", "mean_power_x_duration", "sum_of_samples"
std::string to_text(GpuEnergyMethod method);
// As figure_of(), but the GPU's energy by that method.
std::optional<double> analysed_figure_of(const RecordedRun& run,
                                         std::optional<double> EnergyMetrics::*figure);

std::optional<double> metric_of(const RecordedRun& run, const std::string& name);
// The effective value; where the record has no effective hyperparameters, the one passed. None
// where it has neither.
const Value* effective_value(const RecordedRun& run, const std::string& name);
bool is_mutated(const RecordedRun& run, const std::string& name);

// Whether higher or lower values of a metric are better, by the catalogue: "higher", "lower", ""
// where it does not say or its repos differ. Only of `repo` unless that is "".
std::string better_of(const Catalogue& catalogue, const std::string& repo,
                      const std::string& metric);

// "sequential", "parallel"
std::string mode_text(bool parallel);

}  // namespace mutation
