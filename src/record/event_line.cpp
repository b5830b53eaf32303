#include "record/event_line.h"

#include "base/text.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/words.h"

namespace mutation {
namespace {

// The name of an event and its fields behind the common ones.
struct Told {
  const char* name;
  Json fields;
};

Told told(const SessionStarted& body) {
  return {"session_started",
          {{"session", body.session},
           {"directory", body.directory},
           {"experiment_name", body.experiment_name},
           {"runs", body.runs},
           {"runs_left", or_null(body.runs_left)},
           {"minimum_waits_seconds", or_null(body.minimum_waits)},
           {"notes", body.notes},
           {"instrumentation", json_of(body.instrumentation)}}};
}

Told told(const RunStarted& body) {
  return {"run_started",
          {{"index", body.index},
           {"runs", body.runs},
           {"run_id", body.run_id},
           {"planned", json_of(body.planned)}}};
}

Told told(const RunAdded& body) {
  return {"run_added",
          {{"index", body.index},
           {"runs", body.runs},
           {"experiment_id", body.experiment_id},
           {"role", to_text(body.role)},
           {"why", body.why}}};
}

Told told(const AttemptStarted& body) {
  return {"attempt_started",
          {{"index", body.index},
           {"attempt", body.attempt},
           {"attempts_allowed", body.attempts_allowed}}};
}

Told told(const CoolingPeriod& body) {
  return {"cooling_period", {{"minimum_seconds", body.minimum.count()}}};
}

Told told(const PhaseStarted& body) {
  return {"phase_started",
          {{"index", body.index},
           {"attempt", body.attempt},
           {"phase", to_text(body.kind)},
           {"minimum_seconds", or_null(body.minimum)},
           {"maximum_seconds", or_null(body.maximum)}}};
}

Told told(const PhaseEnded& body) {
  return {"phase_ended",
          {{"index", body.index},
           {"attempt", body.attempt},
           {"phase", json_of(body.phase)},
           {"verdict", body.verdict}}};
}

Told told(const BackgroundRunStarted& body) {
  return {"background_run_started",
          {{"index", body.index}, {"number", body.number}, {"pid", body.pid}}};
}

Told told(const BackgroundRunEnded& body) {
  return {"background_run_ended", {{"index", body.index}, {"run", json_of(body.run)}}};
}

Told told(const LiveSample& body) {
  return {"live_sample",
          {{"index", body.index},
           {"runs", body.runs},
           {"phase", to_text(body.kind)},
           {"in_phase_seconds", body.in_phase.count()},
           {"left_seconds", or_null(body.left)},
           {"settles_in_seconds", or_null(body.settles_in)},
           {"settles_at_celsius", or_null(body.settles_at)},
           {"power_watts", or_null(body.power)},
           {"temperature_celsius", or_null(body.temperature)},
           {"utilization_percent", or_null(body.utilization_percent)},
           {"simulated", body.simulated},
           {"devices", body.devices},
           {"session_left_seconds", or_null(body.session_left)}}};
}

Told told(const Notice& body) {
  return {"notice",
          {{"severity", to_text(body.severity)}, {"text", body.text}, {"hint", body.hint}}};
}

// What an attempt came to; the whole of it stands in experiment.json and session.db.
Json result_of(const AttemptRecord& attempt) {
  return {{"attempt", attempt.number},
          {"outcome", to_text(attempt.outcome)},
          {"reasons", array_of(attempt.reasons)},
          {"exit_code", or_null(attempt.status.code)},
          {"signal", or_null(attempt.status.signal)},
          {"duration_seconds", or_null(training_duration(attempt))},
          {"energy_metrics", json_of(attempt.energy)},
          {"performance_metrics", json_of(attempt.metrics)},
          {"cooling_verdict", to_text(attempt.cooling.verdict)},
          {"cooling_seconds_taken", attempt.cooling.taken.count()},
          {"load_verdict", attempt.load ? Json(to_text(attempt.load->verdict)) : Json()}};
}

Told told(const AttemptEnded& body) {
  Json fields = {{"index", body.index}, {"attempts_allowed", body.attempts_allowed}};
  fields.update(result_of(body.attempt));
  return {"attempt_ended", std::move(fields)};
}

Told told(const RunEnded& body) {
  Json fields = {
      {"index", body.run.planned.index}, {"runs", body.runs},
      {"run_id", body.run.run_id},       {"experiment_id", body.run.planned.experiment_id},
      {"directory", body.run.directory}, {"session_left_seconds", or_null(body.session_left)}};
  if (!body.run.attempts.empty()) fields.update(result_of(final_attempt(body.run)));
  fields["outcome"] = to_text(body.run.outcome);
  fields["reasons"] = array_of(body.run.reasons);
  return {"run_ended", std::move(fields)};
}

Told told(const RunJudgedAnew& body) {
  return {"run_judged_anew",
          {{"index", body.run.planned.index},
           {"run_id", body.run.run_id},
           {"experiment_id", body.run.planned.experiment_id},
           {"outcome", to_text(body.run.outcome)},
           {"reasons", array_of(body.run.reasons)}}};
}

Told told(const SessionEnded& body) {
  return {"session_ended",
          {{"session", body.session},
           {"directory", body.directory},
           {"runs_planned", body.runs_planned},
           {"runs_done", body.runs_done},
           {"ended_by", body.ended_by},
           {"resume_hint", body.resume_hint},
           {"electricity", json_of(body.tariff)},
           {"consumption", body.consumption ? json_of(*body.consumption, body.tariff) : Json()}}};
}

}  // namespace

std::string event_line(const Event& event) {
  Told body = std::visit([](const auto& held) { return told(held); }, event.body);
  Json line = {{"time", iso_utc(event.at.utc)},
               {"monotonic_s", Seconds(event.at.monotonic.time_since_epoch()).count()},
               {"event", body.name}};
  line.update(body.fields);
  return to_line(line) + "\n";
}

}  // namespace mutation
