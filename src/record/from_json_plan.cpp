#include "record/from_json.h"
#include "record/from_json_parts.h"
#include "record/plan_json.h"

namespace mutation {
namespace {

PlannedTraining training_of(const Json& json) {
  PlannedTraining training;
  take(json, "repo", training.repo);
  take(json, "model", training.model);
  take(json, "directory", training.directory);
  take(json, "train_script", training.train_script);
  take(json, "hyperparameters", training.hyperparameters);
  take(json, "effective_hyperparameters", training.effective_hyperparameters);
  if (json.contains("unrounded_hyperparameters"))
    take(json, "unrounded_hyperparameters", training.unrounded_hyperparameters);
  take(json, "mutated", training.mutated);
  take(json, "command", training.command);
  take(json, "environment", training.environment);
  training.metrics = each(json.at("metrics"), [](const Json& metric) {
    MetricSpec spec;
    take(metric, "name", spec.name);
    take(metric, "pattern", spec.pattern);
    take_if_there(metric, "required", spec.required);
    if (metric.contains("bounds") && !metric.at("bounds").is_null()) {
      spec.bounds =
          Range{metric.at("bounds").at(0).get<double>(), metric.at("bounds").at(1).get<double>()};
    }
    if (metric.contains("better") && !metric.at("better").is_null()) {
      Direction better = Direction::higher;
      take_word(metric, "better", {Direction::higher, Direction::lower}, better);
      spec.better = better;
    }
    return spec;
  });
  take_if_there(json, "success_patterns", training.log_patterns.success);
  take_if_there(json, "error_patterns", training.log_patterns.error);
  take(json, "ready_pattern", training.ready_pattern);
  take_if_there(json, "copy_directory", training.copy_directory);
  take_if_there(json, "copy_links", training.copy_rules.linked);
  take_if_there(json, "copy_excludes", training.copy_rules.left_out);
  return training;
}

Timings timings_of(const Json& json) {
  Timings timings;
  take(json, "background_startup_wait_seconds", timings.background_startup_wait);
  take(json, "background_ready_max_seconds", timings.background_ready_max);
  take(json, "cooling_seconds", timings.cooling);
  take(json, "cooling_max_seconds", timings.cooling_max);
  take(json, "config_sleep_seconds", timings.config_sleep);
  take(json, "retry_sleep_seconds", timings.retry_sleep);
  take(json, "background_restart_delay_seconds", timings.background_restart_delay);
  take(json, "termination_timeout_seconds", timings.termination_timeout);
  take(json, "timeout", timings.timeout);
  return timings;
}

RunRules rules_of(const Json& json) {
  RunRules rules;
  take_word(json, "cooling_policy",
            {CoolingPolicy::fixed, CoolingPolicy::settled, CoolingPolicy::match},
            rules.cooling_policy);
  take(json, "start_temperature_celsius", rules.start_temperature_celsius);
  take(json, "start_temperature_band_celsius", rules.start_temperature_band_celsius);
  take(json, "idle_temperature_celsius", rules.idle_temperature_celsius);
  take(json, "idle_power_watts", rules.idle_power_watts);
  take(json, "minimum_load_fraction", rules.minimum_load_fraction);
  take(json, "foreign_cpu_max_fraction", rules.foreign_cpu_max_fraction);
  take(json, "throttling_max_fraction", rules.throttling_max_fraction);
  take(json, "warmup_runs", rules.warmup_runs);
  take_word(json, "strangers", {StrangerPolicy::wait, StrangerPolicy::refuse}, rules.strangers);
  return rules;
}

RepeatUntil repeat_until_of(const Json& json) {
  RepeatUntil until;
  take(json, "until_relative_ci", until.relative_ci);
  take(json, "min", until.min);
  take(json, "max", until.max);
  take(json, "of", until.of);
  return until;
}

PlannedRun run_of(const Json& json) {
  PlannedRun run;
  take(json, "index", run.index);
  take(json, "entry", run.entry);
  take(json, "experiment_id", run.experiment_id);
  take_word(json, "role", {Role::measured, Role::warm_up, Role::calibration}, run.role);
  take_word(json, "mode", {Mode::mutation, Mode::fixed, Mode::parallel}, run.mode);
  take_if_there(json, "configuration", run.configuration);
  take_if_there(json, "block", run.block);
  if (json.contains("repeat") && !json.at("repeat").is_null())
    run.repeat_until = repeat_until_of(json.at("repeat"));
  run.foreground = training_of(json);
  if (const Json& background = json.at("background"); !background.is_null()) {
    run.background = training_of(background);
  }
  run.timings = timings_of(json.at("waits"));
  if (json.contains("rules")) run.rules = rules_of(json.at("rules"));
  take(json, "minimum_idle_seconds", run.minimum_idle);
  take(json, "max_retries", run.max_retries);
  take(json, "devices", run.devices);
  return run;
}

}  // namespace

SessionLimits limits_of(const Json& json) {
  SessionLimits limits;
  take(json, "max_consecutive_failures", limits.max_consecutive_failures);
  take(json, "min_free_disk_mb", limits.min_free_disk_mb);
  return limits;
}

Tariff tariff_in(const Json& object) {
  Tariff tariff;
  if (!object.contains("electricity") || object.at("electricity").is_null()) return tariff;
  const Json& json = object.at("electricity");
  take(json, "price_per_kwh", tariff.price_per_kwh);
  take(json, "grid_grams_per_kwh", tariff.grid_grams_per_kwh);
  for (const auto& [key, text] :
       {std::pair{"currency", &tariff.currency}, std::pair{"source", &tariff.source}}) {
    if (!json.at(key).is_null()) take(json, key, *text);
  }
  return tariff;
}

namespace {

Plan whole_plan_of(const Json& json) {
  int version = 0;
  take(json, "schema_version", version);
  if (version > kPlanSchemaVersion) {
    throw std::invalid_argument("schema version " + std::to_string(version) +
                                " is of a newer program; this one knows up to " +
                                std::to_string(kPlanSchemaVersion));
  }
  Plan plan;
  take(json, "experiment_name", plan.experiment_name);
  take(json, "seed", plan.seed);
  for (const auto& [key, text] :
       {std::pair{"compat", &plan.compat}, std::pair{"float_format", &plan.float_format}}) {
    if (json.contains(key) && !json.at(key).is_null()) take(json, key, *text);
  }
  if (json.contains("order")) {
    take_word(json, "order", {Order::as_written, Order::shuffled, Order::interleaved}, plan.order);
  }
  take(json, "governor", plan.governor);
  if (json.contains("limits")) plan.limits = limits_of(json.at("limits"));
  plan.tariff = tariff_in(json);
  take(json, "notes", plan.notes);
  plan.runs = each(json.at("runs"), run_of);
  return plan;
}

}  // namespace

Result<Plan> plan_from_json(std::string_view text) {
  return guarded(text, "the plan", whole_plan_of);
}

Result<PlannedRun> planned_run_of(std::string_view text, const std::string& what) {
  return guarded(text, what, run_of);
}

}  // namespace mutation
