// When a run may begin and what makes its figures suspect, beside the waits: as one level of a
// settings file gives it, and after precedence is applied. Passive.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/units.h"

namespace mutation {

// fixed: the minimum wait, verified but never extended. settled: at least the minimum, until the
// device is at rest. match: at least the minimum, until the device has one start temperature.
enum class CoolingPolicy { fixed, settled, match };
std::string to_text(CoolingPolicy policy);  // "fixed", "settled", "match"
std::optional<CoolingPolicy> cooling_policy_of(std::string_view text);

// What a gate does while a process that is not ours computes on the device: wait for its end
// (bounded by the gate's maximum), or refuse the attempt at once.
enum class StrangerPolicy { wait, refuse };
std::string to_text(StrangerPolicy policy);  // "wait", "refuse"
std::optional<StrangerPolicy> stranger_policy_of(std::string_view text);

// Absent: this level does not say.
struct RuleOptions {
  std::optional<CoolingPolicy> cooling_policy;
  std::optional<double> start_temperature_celsius;
  std::optional<double> start_temperature_band_celsius;
  std::optional<double> idle_temperature_celsius;
  std::optional<double> idle_power_watts;
  std::optional<double> minimum_load_fraction;
  std::optional<double> foreign_cpu_max_fraction;
  std::optional<double> throttling_max_fraction;
  std::optional<int> warmup_runs;
  std::optional<StrangerPolicy> strangers;
};

struct RunRules {
  CoolingPolicy cooling_policy = CoolingPolicy::settled;
  // Policy match: every run starts with this temperature, °C; absent: learned in the session.
  std::optional<double> start_temperature_celsius;
  // A run whose start temperature differs more than this from the session's median is suspect, °C.
  double start_temperature_band_celsius = 3;
  // The device at rest, as the user knows it, °C and W; absent: measured.
  std::optional<double> idle_temperature_celsius;
  std::optional<double> idle_power_watts;
  // The least share of the foreground, 0..1, in which a background must live, and load the device.
  double minimum_load_fraction = 0.8;
  // The most that processes that are not ours may use of all CPUs during the foreground, 0..1.
  double foreign_cpu_max_fraction = 0.1;
  // The most of the foreground, 0..1, in which the device may throttle.
  double throttling_max_fraction = 0.01;
  // Runs at an entry's begin that only warm the device; they do not count.
  int warmup_runs = 0;
  StrangerPolicy strangers = StrangerPolicy::wait;
};

// Where `options` says something, it wins over `rules`.
void apply(const RuleOptions& options, RunRules& rules);

}  // namespace mutation
