#include "record/from_json_parts.h"

#include <cmath>

#include "record/utc_text.h"

namespace mutation {
namespace {

Value value_of(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  return json.get<std::string>();
}

// Almost 300 years; nanoseconds in 64 bits hold no more.
constexpr double kMostSeconds = 9.2e9;

std::chrono::nanoseconds nanoseconds_of(const Json& object, const std::string& name) {
  // A clock that was not read: of an imported run only UTC is known.
  if (object.at(name).is_null()) return std::chrono::nanoseconds(0);
  const double seconds = object.at(name).get<double>();
  if (!(std::abs(seconds) <= kMostSeconds))
    throw std::invalid_argument("no time of a clock in field " + name);
  return std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

}  // namespace

void take(const Json& object, const char* name, Environment& into) {
  into.clear();
  for (const auto& [key, value] : object.at(name).items()) {
    into.emplace_back(key, value.get<std::string>());
  }
}

void take(const Json& object, const char* name, Hyperparameters& into) {
  into.clear();
  for (const auto& [key, value] : object.at(name).items()) into.push_back({key, value_of(value)});
}

void take(const Json& object, const char* name, std::optional<Instant>& into) {
  into.reset();
  const Json& utc = object.at(name);
  if (utc.is_null()) return;
  const auto time = utc_of(utc.get<std::string>());
  if (!time) throw std::invalid_argument("no time in field " + std::string(name));
  const std::string prefix = name;
  into = Instant{MonotonicTime(nanoseconds_of(object, prefix + "_monotonic_seconds")),
                 BootTime(nanoseconds_of(object, prefix + "_boot_seconds")), *time};
}

void take(const Json& object, const char* name, Instant& into) {
  std::optional<Instant> instant;
  take(object, name, instant);
  into = instant.value_or(Instant{});
}

EnergyMetrics energy_metrics_of(const Json& json) {
  EnergyMetrics energy;
  take(json, "cpu_energy_pkg_joules", energy.cpu_energy_pkg_joules);
  take(json, "cpu_energy_ram_joules", energy.cpu_energy_ram_joules);
  take(json, "cpu_energy_total_joules", energy.cpu_energy_total_joules);
  take(json, "gpu_power_avg_watts", energy.gpu_power_avg_watts);
  take(json, "gpu_power_max_watts", energy.gpu_power_max_watts);
  take(json, "gpu_power_min_watts", energy.gpu_power_min_watts);
  take(json, "gpu_energy_total_joules", energy.gpu_energy_total_joules);
  take(json, "gpu_temp_avg_celsius", energy.gpu_temp_avg_celsius);
  take(json, "gpu_temp_max_celsius", energy.gpu_temp_max_celsius);
  take(json, "gpu_util_avg_percent", energy.gpu_util_avg_percent);
  take(json, "gpu_util_max_percent", energy.gpu_util_max_percent);
  take(json, "gpu_energy_sum_legacy_joules", energy.gpu_energy_sum_legacy_joules);
  take(json, "gpu_energy_above_idle_joules", energy.gpu_energy_above_idle_joules);
  take(json, "gpu_energy_above_background_joules", energy.gpu_energy_above_background_joules);
  take_if_there(json, "gpu_energy_uncertainty_joules", energy.gpu_energy_uncertainty_joules);
  take_if_there(json, "gpu_energy_above_idle_uncertainty_joules",
                energy.gpu_energy_above_idle_uncertainty_joules);
  take_if_there(json, "gpu_energy_above_background_uncertainty_joules",
                energy.gpu_energy_above_background_uncertainty_joules);
  take_if_there(json, "gpu_energy_foreground_share_joules",
                energy.gpu_energy_foreground_share_joules);
  take(json, "cpu_energy_domains", energy.cpu_energy_domains);
  take(json, "simulated", energy.simulated);
  return energy;
}

}  // namespace mutation
