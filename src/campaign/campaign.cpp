#include "campaign/campaign.h"

#include <algorithm>

#include "campaign/estimate.h"
#include "campaign/idle_time.h"
#include "record/run_id.h"
#include "run/execute_run.h"

namespace mutation {
namespace {

std::string why_ended(SessionEnd end) {
  switch (end) {
    case SessionEnd::complete:
      return "";
    case SessionEnd::interrupted:
      return "stopped by the user";
    case SessionEnd::journal_failed:
      return "what happens could not be recorded any more";
    case SessionEnd::survivors:
      return "processes of a training could not be killed";
  }
  return "?";
}

// Tracks the lowest idle power that a gate has seen: what "idle" means on this device in this
// session.
void lower(std::optional<Watts>& reference, const RunRecord& run) {
  for (const AttemptRecord& attempt : run.attempts) {
    const auto& idle = attempt.cooling.idle_power;
    if (idle && (!reference || *idle < *reference)) reference = idle;
  }
}

class Session {
 public:
  Session(const Plan& plan, RunLoop& loop, SessionStore& store, const CampaignOptions& options)
      : plan_(plan), loop_(loop), store_(store), options_(options), estimate_(plan) {}

  SessionResult run() {
    for (size_t i = 0; i < plan_.runs.size() && result_.end == SessionEnd::complete; ++i) {
      if (loop_.stop_requested()) {
        result_.end = SessionEnd::interrupted;
      } else {
        run_one(i);
      }
    }
    return result_;
  }

 private:
  void run_one(size_t position) {
    const PlannedRun& planned = plan_.runs[position];
    const IdleTime idle = idle_time_before(
        planned, position == 0 ? nullptr : &plan_.runs[position - 1], options_.since_last_training);
    if (const auto left = estimate_.left_from(position)) {
      loop_.live().expected_end =
          loop_.now().boot + std::chrono::duration_cast<std::chrono::nanoseconds>(*left);
    }
    const Result<RunRecord> run = execute_run(loop_, store_,
                                              {.planned = &planned,
                                               .run_id = new_run_id(loop_.now().utc),
                                               .runs = int(plan_.runs.size()),
                                               .minimum_idle = idle.minimum,
                                               .minimum_from = idle.from,
                                               .announce_cooling = idle.announce_cooling,
                                               .idle_reference = idle_reference_,
                                               .scripts_directory = options_.results_directory,
                                               .keep_scripts = options_.keep_scripts});
    if (!run) {
      loop_.tell(Notice{Severity::error, run.error().message, run.error().hint});
      result_.end = SessionEnd::journal_failed;
      return;
    }
    note(*run, position);
  }

  void note(const RunRecord& run, size_t position) {
    ++result_.runs_done;
    if (run.outcome != Outcome::succeeded) ++result_.runs_not_succeeded;
    lower(idle_reference_, run);
    estimate_.note(run);
    const bool last = position + 1 == plan_.runs.size();
    loop_.tell(RunEnded{int(plan_.runs.size()), run,
                        last ? std::nullopt : estimate_.left_from(position + 1)});
    if (has_survivors(run)) {
      result_.end = SessionEnd::survivors;
    } else if (loop_.stop_requested()) {
      result_.end = SessionEnd::interrupted;
    }
  }

  const Plan& plan_;
  RunLoop& loop_;
  SessionStore& store_;
  const CampaignOptions& options_;
  SessionEstimate estimate_;
  std::optional<Watts> idle_reference_;
  SessionResult result_;
};

}  // namespace

SessionResult run_session(const Plan& plan, RunLoop& loop, SessionStore& store,
                          const CampaignOptions& options) {
  const SessionResult result = Session(plan, loop, store, options).run();
  const std::string ended_by = why_ended(result.end);
  if (Status ended = store.end_session(loop.now(), ended_by); !ended) {
    loop.tell(Notice{Severity::error, ended.error().message, ended.error().hint});
  }
  if (const auto error = store.event_error()) {
    loop.tell(
        Notice{Severity::warning, "events.jsonl is incomplete: " + error->message, error->hint});
  }
  SessionEnded ended{.session = store.name(),
                     .directory = store.directory(),
                     .runs_planned = int(plan.runs.size()),
                     .runs_done = result.runs_done,
                     .ended_by = ended_by};
  if (result.end == SessionEnd::survivors) {
    ended.resume_hint = "look at the processes named above; no further run starts beside them";
  }
  loop.tell(std::move(ended));
  return result;
}

}  // namespace mutation
