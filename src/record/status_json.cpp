#include "energy/consumption.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/read_session.h"
#include "record/session_directory.h"

namespace mutation {
namespace {

Json status_of(const StoredAttempt& attempt, RunState run) {
  if (attempt.record) return json_of(*attempt.record);
  Json object = {{"number", attempt.number}, {"outcome", to_text(run)}, {"reasons", Json::array()}};
  put_instant(object, "start", attempt.start);
  return object;
}

Json outcome_of(const StoredRun& run) {
  return run.state == RunState::ended && run.outcome ? to_text(*run.outcome) : to_text(run.state);
}

const AttemptRecord* last_ended(const StoredRun& run) {
  if (run.attempts.empty() || !run.attempts.back().record) return nullptr;
  return &*run.attempts.back().record;
}

int survivors_of(const AttemptRecord& attempt) {
  int survivors = 0;
  for (const StopRecord& stop : attempt.stops) survivors += stop.survivors;
  return survivors;
}

Json status_of(const StoredRun& run) {
  Json attempts = Json::array();
  for (const StoredAttempt& attempt : run.attempts) {
    attempts.push_back(status_of(attempt, run.state));
  }
  const AttemptRecord* last = last_ended(run);
  Json object = {{"run_id", text_or_null(run.run_id)},
                 {"index", run.planned.index},
                 {"experiment_id", run.planned.experiment_id},
                 {"role", to_text(run.planned.role)},
                 {"outcome", outcome_of(run)},
                 {"reasons", last ? array_of(last->reasons) : Json::array()},
                 {"attempts", std::move(attempts)},
                 {"phases", last ? array_of(last->phases) : Json::array()},
                 {"cooling", last ? json_of(last->cooling) : Json()},
                 {"load", last && last->load ? json_of(*last->load) : Json()},
                 {"survivors", last ? Json(survivors_of(*last)) : Json()},
                 {"mode", to_text(run.planned.mode)},
                 {"repository", run.planned.foreground.repo},
                 {"model", run.planned.foreground.model},
                 {"directory", text_or_null(run.directory)},
                 {"provenance", run.provenance ? json_of(*run.provenance) : Json()}};
  put_instant(object, "start", run.start);
  put_instant(object, "end", run.end);
  return object;
}

Json status_of(const RepeatState& state) {
  return {{"configuration", state.configuration},
          {"training", state.training},
          {"repeat", json_of(state.rule)},
          {"runs", state.runs},
          {"runs_left", state.left},
          {"counted", state.counted},
          {"device", text_or_null(state.device)},
          {"mean", or_null(state.mean)},
          {"relative_half_width", or_null(state.relative_half_width)},
          {"simulated", state.simulated},
          {"verdict", to_text(state.verdict)}};
}

const char* state_of(const StoredSession& session) {
  if (session.has_writer) return "running";
  if (session.end) return "ended";
  return session.submitted ? "submitted" : "cut off";
}

}  // namespace

std::string to_text(RunState state) {
  switch (state) {
    case RunState::pending:
      return "pending";
    case RunState::running:
      return "running";
    case RunState::cut_off:
      return "cut off";
    case RunState::waiting:
      return "waiting";
    case RunState::ended:
      return "ended";
  }
  return "?";
}

Consumption consumption_of(const StoredSession& session) {
  Consumption consumption;
  for (const StoredRun& run : session.runs) {
    for (const StoredAttempt& attempt : run.attempts) {
      add(attempt.record.value_or(AttemptRecord{}), consumption);
    }
  }
  return consumption;
}

std::string status_json(const StoredSession& session, const std::vector<RepeatState>& repeats) {
  Json runs = Json::array();
  for (const StoredRun& run : session.runs) runs.push_back(status_of(run));
  Json resumptions = Json::array();
  for (const Resumption& resumption : session.resumptions) {
    Json object = {{"changes", resumption.changes}};
    put_instant(object, "start", resumption.info.start);
    resumptions.push_back(std::move(object));
  }
  Json configurations = Json::array();
  for (const RepeatState& state : repeats) configurations.push_back(status_of(state));
  Json object = {{"schema_version", kRecordSchemaVersion},
                 {"session", name_of(session.info.directory)},
                 {"runs", std::move(runs)},
                 {"directory", session.info.directory},
                 {"experiment_name", session.experiment_name},
                 {"runs_planned", session.runs_planned},
                 {"seed", session.info.imported_from.empty() ? Json(session.seed) : Json()},
                 {"imported_from", text_or_null(session.info.imported_from)},
                 {"state", state_of(session)},
                 {"resumptions", std::move(resumptions)},
                 {"configurations", std::move(configurations)},
                 {"ended_by", session.end ? Json(session.ended_by) : Json()}};
  put_instant(object, "start", session.info.start);
  put_instant(object, "end", session.end);
  const Tariff& tariff = latest_info(session).tariff;
  object["electricity"] = json_of(tariff);
  object["consumption"] = json_of(consumption_of(session), tariff);
  return to_document(object);
}

}  // namespace mutation
