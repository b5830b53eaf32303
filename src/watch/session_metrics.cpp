#include "watch/session_metrics.h"

#include "energy/consumption.h"
#include "record/words.h"

namespace mutation {
void SessionMetrics::take(const Event& event) {
  std::visit([&](const auto& body) { take_body(body, event.at); }, event.body);
}

void SessionMetrics::take_body(const SessionStarted& started, const Instant& at) {
  session_ = started.session;
  experiment_ = started.experiment_name;
  start_ = at;
  planned_ = started.runs;
  done_ = started.runs_left ? started.runs - *started.runs_left : 0;
  // All of them from the start, so that a first failure is an increase.
  for (const Outcome outcome :
       {Outcome::succeeded, Outcome::suspect, Outcome::failed, Outcome::interrupted}) {
    ended_[{to_text(outcome), to_text(Role::measured)}] = 0;
  }
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
    notices_[to_text(severity)] = 0;
  }
}

void SessionMetrics::take_body(const RunStarted& started, const Instant&) {
  run_ = started;
  planned_ = started.runs;
  attempt_ = 1;
}

void SessionMetrics::take_body(const PhaseStarted& started, const Instant&) {
  phase_ = started.kind;
  sample_.reset();
}

void SessionMetrics::take_body(const PhaseEnded&, const Instant&) {
  phase_.reset();
  sample_.reset();
}

void SessionMetrics::take_body(const LiveSample& sample, const Instant& at) {
  sample_ = sample;
  sampled_ = at;
}

void SessionMetrics::take_body(const Notice& notice, const Instant&) {
  ++notices_[to_text(notice.severity)];
}

void SessionMetrics::take_body(const AttemptEnded& ended, const Instant&) {
  add(ended.attempt, consumption_);
  ++cooling_verdicts_[to_text(ended.attempt.cooling.verdict)];
  if (ended.attempt.load) ++load_verdicts_[to_text(ended.attempt.load->verdict)];
}

void SessionMetrics::take_body(const RunEnded& ended, const Instant&) {
  const RunRecord& run = ended.run;
  planned_ = ended.runs;
  ++done_;
  ++ended_[{to_text(run.outcome), to_text(run.planned.role)}];
  last_run_ = LastRun{.index = run.planned.index,
                      .experiment_id = run.planned.experiment_id,
                      .outcome = to_text(run.outcome),
                      .duration = {},
                      .energy = {}};
  if (!run.attempts.empty()) {
    last_run_->duration = training_duration(final_attempt(run));
    last_run_->energy = final_attempt(run).energy;
  }
  run_.reset();
  phase_.reset();
  sample_.reset();
}

void SessionMetrics::take_body(const RunJudgedAnew& judged, const Instant&) {
  ++judged_anew_[to_text(judged.run.outcome)];
}

void SessionMetrics::take_body(const SessionEnded& ended, const Instant& at) {
  end_ = at;
  ended_by_ = ended.ended_by;
  planned_ = ended.runs_planned;
  done_ = ended.runs_done;
  run_.reset();
  phase_.reset();
  sample_.reset();
}

}  // namespace mutation
