#include "record/from_json.h"
#include "record/from_json_parts.h"

namespace mutation {
namespace {

constexpr std::initializer_list<Outcome> kOutcomes = {Outcome::succeeded, Outcome::suspect,
                                                      Outcome::failed, Outcome::interrupted};

Reason reason_of(const Json& json) {
  return {json.at("code").get<std::string>(), json.at("text").get<std::string>()};
}

void take_exit(const Json& json, ExitStatus& status) {
  take(json, "exit_code", status.code);
  take(json, "signal", status.signal);
}

// Records have been written that call the name "part".
UncertaintyPart uncertainty_part_of(const Json& json) {
  return {json.at(json.contains("name") ? "name" : "part").get<std::string>(),
          Joules{json.at("joules").get<double>()}};
}

DeviceEnergy device_energy_of(const Json& json) {
  DeviceEnergy energy;
  take(json, "device", energy.device);
  take_word(json, "kind", kDeviceKinds, energy.kind);
  take(json, "in_total", energy.in_total);
  take(json, "simulated", energy.simulated);
  take(json, "joules", energy.figure.energy);
  take(json, "method", energy.figure.method);
  take(json, "source", energy.figure.source);
  take(json, "coverage", energy.figure.coverage);
  take(json, "integral_joules", energy.figure.integral);
  take_if_there(json, "uncertainty_joules", energy.figure.uncertainty);
  energy.figure.uncertainty_parts = each_if_there(json, "uncertainty_parts", uncertainty_part_of);
  take_if_there(json, "update_period_seconds", energy.figure.update_period);
  take(json, "reason", energy.figure.reason);
  return energy;
}

PhaseRecord phase_of(const Json& json) {
  PhaseRecord phase;
  take_word(
      json, "name",
      {PhaseKind::cooling, PhaseKind::background_startup, PhaseKind::foreground, PhaseKind::stop},
      phase.kind);
  take(json, "start", phase.start);
  take(json, "end", phase.end);
  phase.energy = each(json.at("energy"), device_energy_of);
  return phase;
}

CurvePoint curve_point_of(const Json& json) {
  CurvePoint point;
  take(json, "since_start_seconds", point.since_start);
  take(json, "power_watts", point.power);
  take(json, "temperature_celsius", point.temperature);
  return point;
}

CoolingFit fit_of(const Json& json) {
  CoolingFit fit;
  take(json, "time_constant_seconds", fit.time_constant);
  fit.at_rest = Celsius{json.at("at_rest_celsius").get<double>()};
  fit.start = Celsius{json.at("start_celsius").get<double>()};
  take(json, "over_seconds", fit.over);
  take(json, "rms_error_celsius", fit.rms_error_celsius);
  return fit;
}

CoolingRecord cooling_of(const Json& json) {
  CoolingRecord cooling;
  take(json, "minimum_seconds", cooling.minimum);
  take(json, "maximum_seconds", cooling.maximum);
  take(json, "minimum_from", cooling.minimum_from);
  take(json, "taken_seconds", cooling.taken);
  take_word(json, "verdict",
            {GateVerdict::settled, GateVerdict::not_settled, GateVerdict::too_cold,
             GateVerdict::timed_out, GateVerdict::refused, GateVerdict::not_verifiable,
             GateVerdict::interrupted},
            cooling.verdict);
  take(json, "reason", cooling.reason);
  take(json, "start_temperature_celsius", cooling.start_temperature);
  take(json, "end_temperature_celsius", cooling.end_temperature);
  if (json.contains("policy")) {
    take_word(json, "policy", {CoolingPolicy::fixed, CoolingPolicy::settled, CoolingPolicy::match},
              cooling.policy);
  }
  take_if_there(json, "target_temperature_celsius", cooling.target_temperature);
  take_if_there(json, "idle_temperature_celsius", cooling.idle_temperature);
  take_if_there(json, "idle_reference_watts", cooling.idle_reference);
  take_if_there(json, "session_median_celsius", cooling.session_median);
  if (json.contains("fit") && !json.at("fit").is_null()) cooling.fit = fit_of(json.at("fit"));
  take(json, "idle_power_watts", cooling.idle_power);
  take(json, "idle_power_over_seconds", cooling.idle_power_over);
  cooling.curve = each(json.at("curve"), curve_point_of);
  return cooling;
}

BackgroundRun background_run_of(const Json& json) {
  BackgroundRun run;
  take(json, "number", run.number);
  take(json, "start", run.start);
  take(json, "end", run.end);
  take_exit(json, run.status);
  take(json, "start_error", run.start_error);
  take(json, "stopped_by_us", run.stopped_by_us);
  take(json, "log", run.log);
  return run;
}

LoadRecord load_of(const Json& json) {
  LoadRecord load;
  take_word(json, "verdict",
            {LoadVerdict::proved, LoadVerdict::not_proved, LoadVerdict::not_verifiable},
            load.verdict);
  take(json, "reason", load.reason);
  take(json, "waited_seconds", load.waited);
  take(json, "alone_power_watts", load.alone_power);
  take(json, "alone_power_over_seconds", load.alone_power_over);
  take(json, "alive_fraction", load.alive_fraction);
  take(json, "paused_fraction", load.paused_fraction);
  take_if_there(json, "loaded_fraction", load.loaded_fraction);
  take_if_there(json, "loaded_reason", load.loaded_reason);
  load.runs = each(json.at("runs"), background_run_of);
  take(json, "script", load.script);
  take(json, "script_text", load.script_text);
  take(json, "script_kept", load.script_kept);
  return load;
}

StopRecord stop_of(const Json& json) {
  StopRecord stop;
  take(json, "tree", stop.tree);
  take(json, "method", stop.method);
  take(json, "seen", stop.seen);
  take(json, "terminated", stop.terminated);
  take(json, "killed", stop.killed);
  take(json, "survivors", stop.survivors);
  take_if_there(json, "survivor_processes", stop.survivor_processes);
  take(json, "took_seconds", stop.took);
  return stop;
}

StrangerRecord stranger_of(const Json& json) {
  StrangerRecord stranger;
  take(json, "pid", stranger.pid);
  take(json, "name", stranger.name);
  take(json, "memory_bytes", stranger.memory_bytes);
  take(json, "first_seen", stranger.first_seen);
  take(json, "last_seen", stranger.last_seen);
  return stranger;
}

ThrottlingRecord throttling_of(const Json& json) {
  ThrottlingRecord throttling;
  take(json, "device", throttling.device);
  take(json, "reason", throttling.reason);
  take(json, "total_seconds", throttling.total);
  take(json, "fraction", throttling.fraction);
  return throttling;
}

ReaderStatistics reader_of(const Json& json) {
  ReaderStatistics reader;
  take(json, "reader", reader.reader);
  take(json, "reads", reader.reads);
  take(json, "missed_deadlines", reader.missed_deadlines);
  take(json, "worst_lateness_seconds", reader.worst_lateness);
  take_if_there(json, "p99_lateness_seconds", reader.p99_lateness);
  take(json, "cpu_seconds", reader.cpu_time);
  return reader;
}

CopyRecord copy_of(const Json& json) {
  CopyRecord copy;
  take(json, "tree", copy.tree);
  take(json, "from", copy.from);
  take(json, "to", copy.to);
  take(json, "git_commit", copy.git_commit);
  take(json, "git_dirty", copy.git_dirty);
  take(json, "files", copy.files);
  take(json, "bytes", copy.bytes);
  take(json, "shared_bytes", copy.shared_bytes);
  take(json, "took_seconds", copy.took);
  take(json, "kept", copy.kept);
  take(json, "error", copy.error);
  return copy;
}

// A metric whose value was no finite number stands as null and is left out here.
std::vector<Metric> metrics_of(const Json& json) {
  std::vector<Metric> metrics;
  for (const auto& [name, value] : json.items()) {
    if (!value.is_null()) metrics.push_back({name, value.get<double>()});
  }
  return metrics;
}

AttemptRecord whole_attempt_of(const Json& json) {
  AttemptRecord attempt;
  take(json, "number", attempt.number);
  take_word(json, "outcome", kOutcomes, attempt.outcome);
  attempt.reasons = each(json.at("reasons"), reason_of);
  take_exit(json, attempt.status);
  take(json, "start_error", attempt.start_error);
  take(json, "timed_out", attempt.timed_out);
  take(json, "start", attempt.start);
  take(json, "end", attempt.end);
  take(json, "training_start", attempt.training_start);
  take(json, "training_end", attempt.training_end);
  std::optional<Seconds> duration;
  take(json, "duration_seconds", duration);
  attempt.duration = duration.value_or(Seconds(0));
  attempt.energy = energy_metrics_of(json.at("energy_metrics"));
  take(json, "energy_reasons", attempt.energy.reasons);
  attempt.metrics = metrics_of(json.at("performance_metrics"));
  attempt.phases = each(json.at("phases"), phase_of);
  attempt.cooling = cooling_of(json.at("cooling"));
  if (const Json& load = json.at("load"); !load.is_null()) attempt.load = load_of(load);
  attempt.stops = each(json.at("stops"), stop_of);
  attempt.strangers = each_if_there(json, "strangers", stranger_of);
  attempt.throttling = each_if_there(json, "throttling", throttling_of);
  take_if_there(json, "foreign_cpu_fraction", attempt.foreign_cpu_fraction);
  take_if_there(json, "foreign_cpu_reason", attempt.foreign_cpu_reason);
  take_if_there(json, "success_lines", attempt.success_lines);
  attempt.readers = each_if_there(json, "readers", reader_of);
  take(json, "sampling_hertz", attempt.sampling_hertz);
  take(json, "gaps", attempt.gaps);
  take(json, "argv", attempt.argv);
  take(json, "background_argv", attempt.background_argv);
  take(json, "working_directory", attempt.working_directory);
  attempt.copies = each_if_there(json, "copies", copy_of);
  take(json, "environment_set", attempt.environment);
  take(json, "log_tail", attempt.log_tail);
  return attempt;
}

}  // namespace

Result<AttemptRecord> attempt_of(std::string_view text, const std::string& what) {
  return guarded(text, what, whole_attempt_of);
}

}  // namespace mutation
