#include "export/figures.h"

#include <algorithm>
#include <set>

namespace mutation {
namespace {

std::vector<std::string> in_order(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

NamesOfRuns names_of(const std::vector<const RecordedRun*>& runs) {
  std::set<std::string> hyperparameters;
  std::set<std::string> background;
  std::set<std::string> metrics;
  for (const RecordedRun* run : runs) {
    for (const NamedValue& named : run->hyperparameters) hyperparameters.insert(named.name);
    for (const NamedValue& named : run->effective_hyperparameters)
      hyperparameters.insert(named.name);
    for (const Metric& metric : run->metrics) metrics.insert(metric.name);
    if (!run->background) continue;
    for (const NamedValue& named : run->background->hyperparameters) background.insert(named.name);
  }
  return {in_order(hyperparameters), in_order(background), in_order(metrics)};
}

const std::vector<EnergyColumn>& energy_columns() {
  static const std::vector<EnergyColumn> columns = {
      {"energy_cpu_pkg_joules", "J", "energy of the CPU packages, whole machine",
       &EnergyMetrics::cpu_energy_pkg_joules},
      {"energy_cpu_ram_joules", "J", "energy of the memory, whole machine",
       &EnergyMetrics::cpu_energy_ram_joules},
      {"energy_cpu_total_joules", "J", "sum of the CPU domains that were measured, whole machine",
       &EnergyMetrics::cpu_energy_total_joules},
      {"energy_gpu_avg_watts", "W", "mean power of the run's own GPUs",
       &EnergyMetrics::gpu_power_avg_watts},
      {"energy_gpu_max_watts", "W", "highest power of the run's own GPUs",
       &EnergyMetrics::gpu_power_max_watts},
      {"energy_gpu_min_watts", "W", "lowest power of the run's own GPUs",
       &EnergyMetrics::gpu_power_min_watts},
      {"energy_gpu_total_joules", "J",
       "energy of the run's own GPUs during the foreground; of what the Python tool only summed, "
       "mean power x duration, else that sum",
       &EnergyMetrics::gpu_energy_total_joules},
      {"energy_gpu_temp_avg_celsius", "°C", "mean GPU temperature",
       &EnergyMetrics::gpu_temp_avg_celsius},
      {"energy_gpu_temp_max_celsius", "°C", "highest GPU temperature",
       &EnergyMetrics::gpu_temp_max_celsius},
      {"energy_gpu_util_avg_percent", "%", "mean GPU utilisation",
       &EnergyMetrics::gpu_util_avg_percent},
      {"energy_gpu_util_max_percent", "%", "highest GPU utilisation",
       &EnergyMetrics::gpu_util_max_percent}};
  return columns;
}

std::optional<double> figure_of(const RecordedRun& run,
                                std::optional<double> EnergyMetrics::*figure) {
  if (run.energy.*figure) return run.energy.*figure;
  if (run.reported.*figure) return run.reported.*figure;
  if (figure == &EnergyMetrics::gpu_energy_total_joules)
    return run.energy.gpu_energy_sum_legacy_joules;
  return std::nullopt;
}

bool only_sum_is_known(const RecordedRun& run) {
  return !run.energy.gpu_energy_total_joules &&
         figure_of(run, &EnergyMetrics::gpu_energy_total_joules);
}

GpuEnergyMethod gpu_energy_method_of(const RecordedRun& run) {
  if (!figure_of(run, &EnergyMetrics::gpu_energy_total_joules)) return GpuEnergyMethod::absent;
  if (!only_sum_is_known(run))
    return run.kind == RecordKind::python_experiment ? GpuEnergyMethod::trace
                                                     : GpuEnergyMethod::measured;
  const bool known = run.duration && run.duration->count() > 0 &&
                     figure_of(run, &EnergyMetrics::gpu_power_avg_watts);
  return known ? GpuEnergyMethod::mean_power : GpuEnergyMethod::plain_sum;
}

std::string to_text(GpuEnergyMethod method) {
  switch (method) {
    case GpuEnergyMethod::absent:
      return "";
    case GpuEnergyMethod::measured:
      return "measured";
    case GpuEnergyMethod::trace:
      return "trace";
    case GpuEnergyMethod::mean_power:
      return "mean_power_x_duration";
    case GpuEnergyMethod::plain_sum:
      return "sum_of_samples";
  }
  return "?";
}

std::optional<double> analysed_figure_of(const RecordedRun& run,
                                         std::optional<double> EnergyMetrics::*figure) {
  const bool by_mean_power = figure == &EnergyMetrics::gpu_energy_total_joules &&
                             gpu_energy_method_of(run) == GpuEnergyMethod::mean_power;
  if (!by_mean_power) return figure_of(run, figure);
  return *figure_of(run, &EnergyMetrics::gpu_power_avg_watts) * run.duration->count();
}

std::optional<double> metric_of(const RecordedRun& run, const std::string& name) {
  for (const Metric& metric : run.metrics) {
    if (metric.name == name) return metric.value;
  }
  return std::nullopt;
}

const Value* effective_value(const RecordedRun& run, const std::string& name) {
  const bool known = !run.effective_hyperparameters.empty();
  return find(known ? run.effective_hyperparameters : run.hyperparameters, name);
}

bool is_mutated(const RecordedRun& run, const std::string& name) {
  return std::ranges::find(run.mutated, name) != run.mutated.end();
}

std::string better_of(const Catalogue& catalogue, const std::string& repo,
                      const std::string& metric) {
  std::set<std::string> said;
  for (const RepoSpec& spec : catalogue.repos) {
    if (!repo.empty() && spec.name != repo) continue;
    for (const MetricSpec& known : spec.metrics) {
      if (known.name == metric && known.better) said.insert(to_text(*known.better));
    }
  }
  return said.size() == 1 ? *said.begin() : "";
}

std::string mode_text(bool parallel) {
  return parallel ? "parallel" : "sequential";
}

}  // namespace mutation
