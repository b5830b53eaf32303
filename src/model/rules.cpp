#include "model/rules.h"

namespace mutation {

std::string to_text(CoolingPolicy policy) {
  switch (policy) {
    case CoolingPolicy::fixed:
      return "fixed";
    case CoolingPolicy::settled:
      return "settled";
    case CoolingPolicy::match:
      return "match";
  }
  return "?";
}

std::optional<CoolingPolicy> cooling_policy_of(std::string_view text) {
  for (const auto policy : {CoolingPolicy::fixed, CoolingPolicy::settled, CoolingPolicy::match}) {
    if (to_text(policy) == text) return policy;
  }
  return std::nullopt;
}

std::string to_text(StrangerPolicy policy) {
  switch (policy) {
    case StrangerPolicy::wait:
      return "wait";
    case StrangerPolicy::refuse:
      return "refuse";
  }
  return "?";
}

std::optional<StrangerPolicy> stranger_policy_of(std::string_view text) {
  for (const auto policy : {StrangerPolicy::wait, StrangerPolicy::refuse}) {
    if (to_text(policy) == text) return policy;
  }
  return std::nullopt;
}

void apply(const RuleOptions& options, RunRules& rules) {
  const auto take = [](const auto& given, auto& taken) {
    if (given) taken = *given;
  };
  take(options.cooling_policy, rules.cooling_policy);
  take(options.start_temperature_celsius, rules.start_temperature_celsius);
  take(options.start_temperature_band_celsius, rules.start_temperature_band_celsius);
  take(options.idle_temperature_celsius, rules.idle_temperature_celsius);
  take(options.idle_power_watts, rules.idle_power_watts);
  take(options.minimum_load_fraction, rules.minimum_load_fraction);
  take(options.foreign_cpu_max_fraction, rules.foreign_cpu_max_fraction);
  take(options.throttling_max_fraction, rules.throttling_max_fraction);
  take(options.warmup_runs, rules.warmup_runs);
  take(options.strangers, rules.strangers);
}

}  // namespace mutation
