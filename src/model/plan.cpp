#include "model/plan.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mutation {
namespace {

// Parts behind each other, with what occurs in none of them between.
class Parts {
 public:
  void add(const std::string& part) { text_ += part + '\0'; }
  void add(double number) { add(shortest(number)); }
  void add(Seconds seconds) { add(seconds.count()); }
  template <typename T>
  void add(const std::optional<T>& part) {
    part ? add(*part) : add(std::string("-"));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_environment(Environment environment, Parts& parts) {
  std::ranges::sort(environment);
  for (const auto& [name, value] : environment) parts.add(name + "=" + value);
  parts.add(std::string());
}

void add_rules(const RunRules& rules, Parts& parts) {
  parts.add(to_text(rules.cooling_policy));
  parts.add(rules.start_temperature_celsius);
  parts.add(rules.start_temperature_band_celsius);
  parts.add(rules.idle_temperature_celsius);
  parts.add(rules.idle_power_watts);
  parts.add(rules.minimum_load_fraction);
  parts.add(rules.foreign_cpu_max_fraction);
  parts.add(rules.throttling_max_fraction);
  parts.add(static_cast<double>(rules.warmup_runs));
  parts.add(to_text(rules.strangers));
}

}  // namespace

std::string to_text(Role role) {
  switch (role) {
    case Role::measured:
      return "measured";
    case Role::warm_up:
      return "warm-up";
    case Role::calibration:
      return "calibration";
  }
  return "?";
}

void apply(const LimitOptions& options, SessionLimits& limits) {
  if (options.max_consecutive_failures) {
    limits.max_consecutive_failures = *options.max_consecutive_failures;
  }
  if (options.min_free_disk_mb) limits.min_free_disk_mb = *options.min_free_disk_mb;
}

std::string circumstances_of(const PlannedRun& run) {
  Parts parts;
  for (const std::string& device : run.devices) parts.add(device);
  parts.add(std::string());
  add_environment(run.foreground.environment, parts);
  add_rules(run.rules, parts);
  parts.add(run.timings.timeout);
  parts.add(run.timings.cooling);
  parts.add(run.timings.cooling_max);
  if (!run.background) return parts.take();
  add_environment(run.background->environment, parts);
  parts.add(run.background->ready_pattern);
  parts.add(run.timings.background_startup_wait);
  parts.add(run.timings.background_ready_max);
  parts.add(run.timings.background_restart_delay);
  return parts.take();
}

Seconds known_waits(const PlannedRun& run) {
  return run.minimum_idle + (run.background ? run.timings.background_startup_wait : Seconds(0));
}

}  // namespace mutation
