#include "model/figure.h"

#include <algorithm>

namespace mutation {
namespace {

constexpr std::string_view kMetric = "metric:";

std::optional<double> energy_of(const EnergyMetrics& energy, std::string_view name) {
  if (name == "gpu_joules") return energy.gpu_energy_total_joules;
  if (name == "gpu_net_joules") return energy.gpu_energy_above_idle_joules;
  if (name == "gpu_above_background_joules") return energy.gpu_energy_above_background_joules;
  if (name == "cpu_joules") return energy.cpu_energy_total_joules;
  return std::nullopt;
}

std::optional<double> value_among(const std::vector<Metric>& metrics, std::string_view name) {
  const auto found = std::ranges::find(metrics, name, &Metric::name);
  if (found == metrics.end()) return std::nullopt;
  return found->value;
}

std::optional<double> value_in(const EnergyMetrics& energy, const std::optional<Seconds>& duration,
                               const std::vector<Metric>& metrics, std::string_view name) {
  if (name.starts_with(kMetric)) return value_among(metrics, name.substr(kMetric.size()));
  if (name != "duration") return energy_of(energy, name);
  if (!duration) return std::nullopt;
  return duration->count();
}

}  // namespace

const std::vector<FigureSpec>& figure_specs() {
  static const std::vector<FigureSpec> specs = {
      {"gpu_joules", "GPU energy", "J"},
      {"gpu_net_joules", "GPU energy above idle", "J"},
      {"gpu_above_background_joules", "GPU energy above the background alone", "J"},
      {"cpu_joules", "CPU energy", "J"},
      {"duration", "duration", "s"}};
  return specs;
}

std::optional<FigureSpec> figure_spec_of(std::string_view name) {
  if (name.starts_with(kMetric) && name.size() > kMetric.size())
    return FigureSpec{std::string(name), std::string(name.substr(kMetric.size())), ""};
  const auto found = std::ranges::find(figure_specs(), name, &FigureSpec::name);
  if (found == figure_specs().end()) return std::nullopt;
  return *found;
}

std::optional<double> figure_value(const RunRecord& run, std::string_view name) {
  if (run.attempts.empty()) return std::nullopt;
  const AttemptRecord& attempt = final_attempt(run);
  return value_in(attempt.energy, training_duration(attempt), attempt.metrics, name);
}

std::optional<double> figure_value(const RecordedRun& run, std::string_view name) {
  return value_in(run.energy, run.duration, run.metrics, name);
}

}  // namespace mutation
