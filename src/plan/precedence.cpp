// The precedence rules, one function each.
#include "plan/precedence.h"

#include <algorithm>

namespace mutation {
namespace {

constexpr int kDefaultRuns = 1;
constexpr int kDefaultRepeat = 1;
constexpr int kDefaultMaxRetries = 2;

void set_over(const Environment& later, Environment& environment) {
  for (const auto& [name, value] : later) {
    const auto known = std::ranges::find(environment, name, &Environment::value_type::first);
    if (known == environment.end()) {
      environment.emplace_back(name, value);
    } else {
      known->second = value;
    }
  }
}

}  // namespace

int runs_of(const Entry& entry, const Settings& settings, const SettingsOverrides& overrides) {
  for (const auto& level : {overrides.runs_per_config, entry.runs_per_config,
                            entry.foreground_runs_per_config, settings.runs_per_config}) {
    if (level) return *level;
  }
  return kDefaultRuns;
}

std::optional<RepeatUntil> repeat_until_of(const Entry& entry, const Settings& settings,
                                           const SettingsOverrides& overrides) {
  if (overrides.repeat) return std::nullopt;
  const bool entry_says = entry.repeat || entry.repeat_until;
  std::optional<RepeatUntil> until = entry_says ? entry.repeat_until : settings.repeat_until;
  if (const auto& width = overrides.repeat_until_relative_ci) {
    if (!until) until = RepeatUntil{};
    until->relative_ci = *width;
  }
  return until;
}

int repeat_of(const Entry& entry, const Settings& settings, const SettingsOverrides& overrides) {
  if (const auto until = repeat_until_of(entry, settings, overrides)) return until->min;
  for (const auto& level : {overrides.repeat, entry.repeat, settings.repeat}) {
    if (level) return *level;
  }
  return kDefaultRepeat;
}

Order order_of(const Settings& settings, const SettingsOverrides& overrides) {
  return overrides.order.value_or(settings.order);
}

Deduplication deduplication_of(const Entry& entry, const Settings& settings) {
  const auto& own = entry.history;
  const auto& top = settings.history;
  Deduplication result;
  if (own.historical_csvs || top.historical_csvs)
    result.files = own.historical_csvs ? *own.historical_csvs : *top.historical_csvs;
  const auto& said = own.use_deduplication ? own.use_deduplication : top.use_deduplication;
  result.on = said.value_or(!result.files.empty());
  if (!result.on) result.files.clear();
  return result;
}

int max_retries_of(const Entry& entry, const Settings& settings,
                   const SettingsOverrides& overrides) {
  for (const auto& level : {overrides.max_retries, entry.max_retries, settings.max_retries}) {
    if (level) return *level;
  }
  return kDefaultMaxRetries;
}

Timings timings_of(const RepoSpec& repo, const Entry& entry, const Settings& settings,
                   const SettingsOverrides& overrides) {
  Timings timings;
  timings.timeout = repo.timeout;
  apply(settings.timings, timings);
  apply(entry.timings, timings);
  apply(overrides.timings, timings);
  return timings;
}

RunRules rules_of(const Entry& entry, const Settings& settings,
                  const SettingsOverrides& overrides) {
  RunRules rules;
  apply(settings.rules, rules);
  apply(entry.rules, rules);
  apply(overrides.rules, rules);
  return rules;
}

SessionLimits limits_of(const Settings& settings, const SettingsOverrides& overrides) {
  SessionLimits limits;
  apply(settings.limits, limits);
  apply(overrides.limits, limits);
  return limits;
}

Tariff tariff_of(const Settings& settings, const SettingsOverrides& overrides) {
  Tariff tariff = settings.tariff;
  apply(overrides.tariff, tariff);
  return tariff;
}

std::vector<std::string> devices_of(const Entry& entry, const Settings& settings,
                                    const SettingsOverrides& overrides) {
  if (!overrides.devices.empty()) return overrides.devices;
  return entry.devices.empty() ? settings.devices : entry.devices;
}

Environment environment_of(const RepoSpec& repo, const Entry& entry, const Settings& settings) {
  Environment environment;
  set_over(repo.environment, environment);
  set_over(settings.environment, environment);
  set_over(entry.environment, environment);
  return environment;
}

}  // namespace mutation
