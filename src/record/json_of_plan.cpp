#include <nlohmann/json.hpp>

#include "base/text.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/plan_json.h"

namespace mutation {

namespace {

Json json_of(const std::optional<Range>& range) {
  return range ? Json{range->low, range->high} : Json();
}

}  // namespace

Json json_of(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

Json json_of(const Hyperparameters& hyperparameters) {
  Json object = Json::object();
  for (const NamedValue& named : hyperparameters) object[named.name] = json_of(named.value);
  return object;
}

Json json_of(const Environment& environment) {
  Json object = Json::object();
  for (const auto& [name, value] : environment) object[name] = value;
  return object;
}

void put_instant(Json& object, const std::string& name, const std::optional<Instant>& instant) {
  const bool set = instant && instant->utc != UtcTime{};
  object[name] = set ? Json(iso_utc(instant->utc)) : Json();
  // A clock that has not been read stands at 0: of an imported run only UTC is known.
  const auto clock = [set](auto time) {
    return set && time.time_since_epoch().count() != 0
               ? Json(Seconds(time.time_since_epoch()).count())
               : Json();
  };
  object[name + "_monotonic_seconds"] = clock(instant ? instant->monotonic : MonotonicTime{});
  object[name + "_boot_seconds"] = clock(instant ? instant->boot : BootTime{});
}

Json json_of(const PlannedTraining& training) {
  Json metrics = Json::array();
  for (const MetricSpec& metric : training.metrics) {
    metrics.push_back({{"name", metric.name},
                       {"pattern", metric.pattern},
                       {"required", metric.required},
                       {"bounds", json_of(metric.bounds)},
                       {"better", metric.better ? Json(to_text(*metric.better)) : Json()}});
  }
  Json object = {{"repo", training.repo},
                 {"model", training.model},
                 {"hyperparameters", json_of(training.hyperparameters)},
                 {"effective_hyperparameters", json_of(training.effective_hyperparameters)},
                 {"mutated", training.mutated},
                 {"command", training.command},
                 {"directory", training.directory},
                 {"train_script", training.train_script},
                 {"environment", json_of(training.environment)},
                 {"metrics", std::move(metrics)},
                 {"success_patterns", training.log_patterns.success},
                 {"error_patterns", training.log_patterns.error},
                 {"ready_pattern", training.ready_pattern},
                 {"copy_directory", training.copy_directory},
                 {"copy_links", training.copy_rules.linked},
                 {"copy_excludes", training.copy_rules.left_out}};
  if (!training.unrounded_hyperparameters.empty())
    object["unrounded_hyperparameters"] = json_of(training.unrounded_hyperparameters);
  return object;
}

Json json_of(const Timings& timings) {
  return {{"background_startup_wait_seconds", timings.background_startup_wait.count()},
          {"background_ready_max_seconds", timings.background_ready_max.count()},
          {"cooling_seconds", timings.cooling.count()},
          {"cooling_max_seconds", timings.cooling_max.count()},
          {"config_sleep_seconds", timings.config_sleep.count()},
          {"retry_sleep_seconds", timings.retry_sleep.count()},
          {"background_restart_delay_seconds", timings.background_restart_delay.count()},
          {"termination_timeout_seconds", timings.termination_timeout.count()},
          {"timeout", or_null(timings.timeout)}};
}

Json json_of(const RunRules& rules) {
  return {{"cooling_policy", to_text(rules.cooling_policy)},
          {"start_temperature_celsius", or_null(rules.start_temperature_celsius)},
          {"start_temperature_band_celsius", rules.start_temperature_band_celsius},
          {"idle_temperature_celsius", or_null(rules.idle_temperature_celsius)},
          {"idle_power_watts", or_null(rules.idle_power_watts)},
          {"minimum_load_fraction", rules.minimum_load_fraction},
          {"foreign_cpu_max_fraction", rules.foreign_cpu_max_fraction},
          {"throttling_max_fraction", rules.throttling_max_fraction},
          {"warmup_runs", rules.warmup_runs},
          {"strangers", to_text(rules.strangers)}};
}

Json json_of(const RepeatUntil& until) {
  return {{"until_relative_ci", until.relative_ci},
          {"min", until.min},
          {"max", until.max},
          {"of", until.of}};
}

Json json_of(const PlannedRun& run) {
  Json object = {{"index", run.index},
                 {"entry", run.entry},
                 {"experiment_id", run.experiment_id},
                 {"role", to_text(run.role)},
                 {"mode", to_text(run.mode)},
                 {"configuration", run.configuration},
                 {"block", run.block},
                 {"repeat", run.repeat_until ? json_of(*run.repeat_until) : Json()}};
  object.update(json_of(run.foreground));
  object["background"] = run.background ? json_of(*run.background) : Json();
  object["waits"] = json_of(run.timings);
  object["rules"] = json_of(run.rules);
  object["minimum_idle_seconds"] = run.minimum_idle.count();
  object["max_retries"] = run.max_retries;
  object["devices"] = run.devices;
  return object;
}

Json json_of(const SessionLimits& limits) {
  return {{"max_consecutive_failures", limits.max_consecutive_failures},
          {"min_free_disk_mb", limits.min_free_disk_mb}};
}

Json json_of(const Tariff& tariff) {
  if (!is_given(tariff)) return {};
  return {{"price_per_kwh", or_null(tariff.price_per_kwh)},
          {"currency", text_or_null(tariff.currency)},
          {"grid_grams_per_kwh", or_null(tariff.grid_grams_per_kwh)},
          {"source", text_or_null(tariff.source)}};
}

namespace {

// As to_document() writes it, further in by so many spaces and without the line feed at the end.
std::string indented(const Json& json, std::size_t by) {
  std::string text = to_document(json);
  text.pop_back();
  std::string result;
  result.reserve(text.size() * 2);
  for (const char c : text) {
    result += c;
    // Within texts it is written as \n.
    if (c == '\n') result.append(by, ' ');
  }
  return result;
}

Json head_of(const Plan& plan) {
  return {{"schema_version", kPlanSchemaVersion},
          {"experiment_name", plan.experiment_name},
          {"seed", plan.seed},
          {"compat", plan.compat.empty() ? Json() : Json(plan.compat)},
          {"float_format", plan.float_format.empty() ? Json() : Json(plan.float_format)},
          {"order", to_text(plan.order)},
          {"governor", or_null(plan.governor)},
          {"limits", json_of(plan.limits)},
          {"electricity", json_of(plan.tariff)},
          {"notes", plan.notes}};
}

}  // namespace

void write_plan_json(const Plan& plan, const std::function<void(std::string_view)>& write) {
  std::string head = indented(head_of(plan), 0);
  head.resize(head.rfind("\n}"));
  write(head + ",\n  \"runs\": [");
  const char* before = "\n    ";
  for (const PlannedRun& run : plan.runs) {
    write(before + indented(json_of(run), 4));
    before = ",\n    ";
  }
  write(plan.runs.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::string plan_json(const Plan& plan) {
  std::string text;
  write_plan_json(plan, [&text](std::string_view part) { text += part; });
  return text;
}

}  // namespace mutation
