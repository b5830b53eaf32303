#include "base/text.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/words.h"

namespace mutation {
namespace {

Json json_of(const CurvePoint& point) {
  return {{"since_start_seconds", point.since_start.count()},
          {"power_watts", or_null(point.power)},
          {"temperature_celsius", or_null(point.temperature)}};
}

Json json_of(const CoolingFit& fit) {
  return {{"time_constant_seconds", fit.time_constant.count()},
          {"at_rest_celsius", fit.at_rest.value},
          {"start_celsius", fit.start.value},
          {"over_seconds", fit.over.count()},
          {"rms_error_celsius", fit.rms_error_celsius}};
}

void put_exit(Json& object, const ExitStatus& status) {
  object["exit_code"] = or_null(status.code);
  object["signal"] = or_null(status.signal);
}

}  // namespace

Json json_of(const UncertaintyPart& part) {
  return {{"name", part.name}, {"joules", part.joules.value}};
}

Json json_of(const Reason& reason) {
  return {{"code", reason.code}, {"text", reason.text}};
}

Json json_of(const DeviceEnergy& energy) {
  return {{"device", energy.device},
          {"kind", to_text(energy.kind)},
          {"in_total", energy.in_total},
          {"simulated", energy.simulated},
          {"joules", or_null(energy.figure.energy)},
          {"method", energy.figure.method},
          {"source", energy.figure.source},
          {"coverage", energy.figure.coverage},
          {"integral_joules", or_null(energy.figure.integral)},
          {"uncertainty_joules", or_null(energy.figure.uncertainty)},
          {"uncertainty_parts", array_of(energy.figure.uncertainty_parts)},
          {"update_period_seconds", or_null(energy.figure.update_period)},
          {"reason", energy.figure.reason}};
}

Json json_of(const PhaseRecord& phase) {
  Json object = {{"name", to_text(phase.kind)}};
  put_instant(object, "start", phase.start);
  put_instant(object, "end", phase.end);
  object["duration_seconds"] = elapsed(phase.start, phase.end).count();
  object["energy"] = array_of(phase.energy);
  return object;
}

Json json_of(const CoolingRecord& cooling) {
  Json curve = Json::array();
  for (const CurvePoint& point : cooling.curve) curve.push_back(json_of(point));
  return {{"minimum_seconds", cooling.minimum.count()},
          {"maximum_seconds", cooling.maximum.count()},
          {"minimum_from", cooling.minimum_from},
          {"taken_seconds", cooling.taken.count()},
          {"verdict", to_text(cooling.verdict)},
          {"reason", cooling.reason},
          {"start_temperature_celsius", or_null(cooling.start_temperature)},
          {"end_temperature_celsius", or_null(cooling.end_temperature)},
          {"policy", to_text(cooling.policy)},
          {"target_temperature_celsius", or_null(cooling.target_temperature)},
          {"idle_temperature_celsius", or_null(cooling.idle_temperature)},
          {"idle_reference_watts", or_null(cooling.idle_reference)},
          {"session_median_celsius", or_null(cooling.session_median)},
          {"fit", cooling.fit ? json_of(*cooling.fit) : Json()},
          {"idle_power_watts", or_null(cooling.idle_power)},
          {"idle_power_over_seconds", cooling.idle_power_over.count()},
          {"curve", std::move(curve)}};
}

Json json_of(const BackgroundRun& run) {
  Json object = {{"number", run.number}};
  put_instant(object, "start", run.start);
  put_instant(object, "end", run.end);
  put_exit(object, run.status);
  object["start_error"] = run.start_error;
  object["stopped_by_us"] = run.stopped_by_us;
  object["log"] = run.log;
  return object;
}

Json json_of(const LoadRecord& load) {
  return {{"verdict", to_text(load.verdict)},
          {"reason", load.reason},
          {"waited_seconds", load.waited.count()},
          {"alone_power_watts", or_null(load.alone_power)},
          {"alone_power_over_seconds", load.alone_power_over.count()},
          {"alive_fraction", or_null(load.alive_fraction)},
          {"paused_fraction", or_null(load.paused_fraction)},
          {"loaded_fraction", or_null(load.loaded_fraction)},
          {"loaded_reason", load.loaded_reason},
          {"runs", array_of(load.runs)},
          {"script", load.script},
          {"script_text", load.script_text},
          {"script_kept", load.script_kept}};
}

Json json_of(const StopRecord& stop) {
  return {{"tree", stop.tree},
          {"method", stop.method},
          {"seen", stop.seen},
          {"terminated", stop.terminated},
          {"killed", stop.killed},
          {"survivors", stop.survivors},
          {"survivor_processes", stop.survivor_processes},
          {"took_seconds", stop.took.count()}};
}

Json json_of(const StrangerRecord& stranger) {
  Json object = {{"pid", stranger.pid},
                 {"name", stranger.name},
                 {"memory_bytes", stranger.memory_bytes ? Json(*stranger.memory_bytes) : Json()}};
  put_instant(object, "first_seen", stranger.first_seen);
  put_instant(object, "last_seen", stranger.last_seen);
  return object;
}

Json json_of(const ThrottlingRecord& throttling) {
  return {{"device", throttling.device},
          {"reason", throttling.reason},
          {"total_seconds", throttling.total.count()},
          {"fraction", throttling.fraction}};
}

Json json_of(const ReaderStatistics& reader) {
  return {{"reader", reader.reader},
          {"reads", reader.reads},
          {"missed_deadlines", reader.missed_deadlines},
          {"worst_lateness_seconds", reader.worst_lateness.count()},
          {"p99_lateness_seconds", reader.p99_lateness.count()},
          {"cpu_seconds", reader.cpu_time.count()}};
}

Json json_of(const CopyRecord& copy) {
  return {{"tree", copy.tree},
          {"from", copy.from},
          {"to", copy.to},
          {"git_commit", copy.git_commit},
          {"git_dirty", or_null(copy.git_dirty)},
          {"files", copy.files},
          {"bytes", copy.bytes},
          {"shared_bytes", copy.shared_bytes},
          {"took_seconds", copy.took.count()},
          {"kept", copy.kept},
          {"error", copy.error}};
}

Json json_of(const EnergyMetrics& energy) {
  // Field by field: collections have hundreds of thousands of these, and lists are copied twice.
  Json json = Json::object();
  json.get_ref<Json::object_t&>().reserve(18);
  // The Python tool's, in its order.
  json["cpu_energy_pkg_joules"] = or_null(energy.cpu_energy_pkg_joules);
  json["cpu_energy_ram_joules"] = or_null(energy.cpu_energy_ram_joules);
  json["cpu_energy_total_joules"] = or_null(energy.cpu_energy_total_joules);
  json["gpu_power_avg_watts"] = or_null(energy.gpu_power_avg_watts);
  json["gpu_power_max_watts"] = or_null(energy.gpu_power_max_watts);
  json["gpu_power_min_watts"] = or_null(energy.gpu_power_min_watts);
  json["gpu_energy_total_joules"] = or_null(energy.gpu_energy_total_joules);
  json["gpu_temp_avg_celsius"] = or_null(energy.gpu_temp_avg_celsius);
  json["gpu_temp_max_celsius"] = or_null(energy.gpu_temp_max_celsius);
  json["gpu_util_avg_percent"] = or_null(energy.gpu_util_avg_percent);
  json["gpu_util_max_percent"] = or_null(energy.gpu_util_max_percent);
  // Ours.
  json["gpu_energy_sum_legacy_joules"] = or_null(energy.gpu_energy_sum_legacy_joules);
  json["gpu_energy_uncertainty_joules"] = or_null(energy.gpu_energy_uncertainty_joules);
  json["gpu_energy_above_idle_joules"] = or_null(energy.gpu_energy_above_idle_joules);
  json["gpu_energy_above_background_joules"] = or_null(energy.gpu_energy_above_background_joules);
  json["gpu_energy_above_idle_uncertainty_joules"] =
      or_null(energy.gpu_energy_above_idle_uncertainty_joules);
  json["gpu_energy_above_background_uncertainty_joules"] =
      or_null(energy.gpu_energy_above_background_uncertainty_joules);
  json["gpu_energy_foreground_share_joules"] = or_null(energy.gpu_energy_foreground_share_joules);
  json["cpu_energy_domains"] = energy.cpu_energy_domains;
  json["simulated"] = energy.simulated;
  return json;
}

Json json_of(const std::vector<Metric>& metrics) {
  Json object = Json::object();
  for (const Metric& metric : metrics) object[metric.name] = metric.value;
  return object;
}

Json json_of(const AttemptRecord& attempt) {
  Json object = {{"number", attempt.number},
                 {"outcome", to_text(attempt.outcome)},
                 {"reasons", array_of(attempt.reasons)}};
  put_exit(object, attempt.status);
  object["start_error"] = attempt.start_error;
  object["timed_out"] = attempt.timed_out;
  put_instant(object, "start", attempt.start);
  put_instant(object, "end", attempt.end);
  put_instant(object, "training_start", attempt.training_start);
  put_instant(object, "training_end", attempt.training_end);
  object["duration_seconds"] = or_null(training_duration(attempt));
  object["energy_metrics"] = json_of(attempt.energy);
  object["energy_reasons"] = attempt.energy.reasons;
  object["performance_metrics"] = json_of(attempt.metrics);
  object["phases"] = array_of(attempt.phases);
  object["cooling"] = json_of(attempt.cooling);
  object["load"] = attempt.load ? json_of(*attempt.load) : Json();
  object["stops"] = array_of(attempt.stops);
  object["strangers"] = array_of(attempt.strangers);
  object["throttling"] = array_of(attempt.throttling);
  object["foreign_cpu_fraction"] = or_null(attempt.foreign_cpu_fraction);
  object["foreign_cpu_reason"] = attempt.foreign_cpu_reason;
  object["success_lines"] = attempt.success_lines;
  object["readers"] = array_of(attempt.readers);
  object["sampling_hertz"] = or_null(attempt.sampling_hertz);
  object["gaps"] = attempt.gaps;
  object["argv"] = attempt.argv;
  object["background_argv"] = attempt.background_argv;
  object["working_directory"] = attempt.working_directory;
  object["copies"] = array_of(attempt.copies);
  object["environment_set"] = json_of(attempt.environment);
  object["log_tail"] = attempt.log_tail;
  return object;
}

Json json_of(const Provenance& provenance) {
  return {{"kind", provenance.kind},
          {"source", provenance.source},
          {"line", provenance.line > 0 ? Json(provenance.line) : Json()},
          {"sha256", provenance.sha256},
          {"session", text_or_null(provenance.session)},
          {"experiment_id", provenance.experiment_id},
          {"timestamp", text_or_null(provenance.timestamp)},
          {"experiment_source", text_or_null(provenance.experiment_source)},
          {"training_success", or_null(provenance.success)},
          {"retries", or_null(provenance.retries)},
          {"error_message", provenance.error_message},
          {"host", text_or_null(provenance.host)},
          {"device", text_or_null(provenance.device)},
          {"device_name", text_or_null(provenance.device_name)},
          {"train_script_sha256", text_or_null(provenance.train_script_sha256)},
          {"git_commit", text_or_null(provenance.git_commit)},
          {"reported_energy_metrics", json_of(provenance.reported)},
          {"inferred", provenance.inferred},
          {"naming", provenance.naming}};
}

}  // namespace mutation
