#include "export/run_json.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "export/figures.h"
#include "export/selection.h"
#include "record/json_of.h"

namespace mutation {
namespace {

constexpr std::size_t kFields = 64;  // more than there are

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json or_null(const std::optional<Seconds>& time) {
  return time ? Json(time->count()) : Json(nullptr);
}

template <typename Unit>
Json or_null(const std::optional<Amount<Unit>>& amount) {
  return amount ? Json(amount->value) : Json(nullptr);
}

Json or_null(const std::optional<UtcTime>& time) {
  return time ? Json(iso_utc(*time)) : Json(nullptr);
}

Json or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(const RecordedBackground& background) {
  return {{"repository", background.repository},
          {"model", background.model},
          {"hyperparameters", mutation::json_of(background.hyperparameters)}};
}

Json json_of(const RecordedTraces& traces) {
  return {{"samples", traces.samples},
          {"first_seconds", or_null(traces.first_seconds)},
          {"last_seconds", or_null(traces.last_seconds)},
          {"median_period_seconds", or_null(traces.median_period)},
          {"longest_gap_seconds", or_null(traces.longest_gap)},
          {"start_temperature_celsius", or_null(traces.start_temperature)},
          {"start_power_watts", or_null(traces.start_power)},
          {"start_utilization_percent", or_null(traces.start_utilization)},
          {"median_utilization_percent", or_null(traces.median_utilization)},
          {"p05_utilization_percent", or_null(traces.p05_utilization)},
          {"final_utilization_percent", or_null(traces.final_utilization)}};
}

Json reasons_of(const RecordedRun& run) {
  Json reasons = Json::array();
  for (const Reason& reason : run.reasons) reasons.push_back(mutation::json_of(reason));
  return reasons;
}

void add_identity(const RecordedRun& run, Json& json) {
  json["schema_version"] = 1;
  json["run_id"] = run.run_id;
  json["record"] = to_text(run.kind);
  json["source"] = run.source;
  json["line"] = run.line == 0 ? Json(nullptr) : Json(run.line);
  json["session"] = or_null(run.session);
  json["directory"] = or_null(run.directory);
  json["experiment_id"] = run.experiment_id;
  json["experiment_source"] = or_null(run.experiment_source);
  json["timestamp"] = or_null(run.timestamp);
  json["start"] = or_null(run.start);
  json["end"] = or_null(run.end);
  json["role"] = to_text(run.role);
  json["repository"] = run.repository;
  json["model"] = run.model;
  json["mode"] = mode_text(run.parallel);
  json["configuration"] = run.configuration == 0 ? Json(nullptr) : Json(run.configuration);
  json["block"] = run.block == 0 ? Json(nullptr) : Json(run.block);
}

void add_evidence(const RecordedRun& run, Json& json) {
  json["host"] = or_null(run.host);
  json["device"] = or_null(run.device);
  json["device_name"] = or_null(run.device_name);
  json["simulated"] = is_simulated(run);
  json["start_temperature_celsius"] = or_null(run.start_temperature);
  json["cooling_seconds_taken"] = or_null(run.cooling_taken);
  json["cooling_verdict"] = or_null(run.cooling_verdict);
  json["load_verdict"] = or_null(run.load_verdict);
  json["load_alive_fraction"] = or_null(run.alive_fraction);
  json["load_loaded_fraction"] = or_null(run.loaded_fraction);
  json["strangers"] = or_null(run.strangers);
  json["traces"] = run.traces ? json_of(*run.traces) : Json(nullptr);
  json["log_tail"] = or_null(run.log_tail);
  json["inferred"] = run.inferred;
}

void add_audit(const RecordedRun& run, const AuditedRuns& audited, Json& json) {
  const RecordedRun* original = audited.original_of(run);
  json["audit_verdict"] = verdict_of(audited.of(run));
  json["audit_codes"] = codes_of(audited.of(run));
  json["duplicate_of"] = original ? Json(original->run_id) : Json(nullptr);
}

}  // namespace

Json run_json(const RecordedRun& run, const AuditedRuns& audited) {
  Json json = Json::object();
  // It grows by copying all that is in it.
  json.get_ref<Json::object_t&>().reserve(kFields);
  add_identity(run, json);
  json["hyperparameters"] = mutation::json_of(run.hyperparameters);
  json["effective_hyperparameters"] = mutation::json_of(run.effective_hyperparameters);
  json["mutated"] = run.mutated;
  json["background"] = run.background ? json_of(*run.background) : Json(nullptr);
  json["outcome"] = outcome_text(run);
  json["reasons"] = reasons_of(run);
  json["training_success"] = or_null(run.success);
  json["exit_code"] = or_null(run.exit_code);
  json["signal"] = or_null(run.signal);
  json["duration_seconds"] = or_null(run.duration);
  json["retries"] = or_null(run.retries);
  json["error_message"] = or_null(run.error_message);
  json["energy_metrics"] = mutation::json_of(run.energy);
  json["reported_energy_metrics"] = mutation::json_of(run.reported);
  json["performance_metrics"] = mutation::json_of(run.metrics);
  add_evidence(run, json);
  add_audit(run, audited, json);
  return json;
}

}  // namespace mutation
