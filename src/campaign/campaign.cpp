#include "campaign/campaign.h"

#include <signal.h>

#include <algorithm>
#include <span>

#include "campaign/cooling_memory.h"
#include "campaign/earlier_durations.h"
#include "campaign/estimate.h"
#include "campaign/further_runs.h"
#include "campaign/idle_time.h"
#include "campaign/judge_starts.h"
#include "campaign/session_end.h"
#include "os/disk_space.h"
#include "plan/warm_up.h"
#include "record/run_id.h"
#include "run/execute_run.h"

namespace mutation {
namespace {

// Of a session that goes on, for what its runs take: reading all of them would take long.
constexpr int kMostEarlierRuns = 20;

Seconds sum_of_waits(const std::vector<UnfinishedRun>& runs) {
  Seconds sum{0};
  for (const UnfinishedRun& run : runs) sum += run.known_waits;
  return sum;
}

class Session {
 public:
  Session(std::vector<UnfinishedRun> runs, CoolingMemory& cooling, RunLoop& loop,
          SessionStore& store, const CampaignOptions& options)
      : runs_(std::move(runs)),
        cooling_(cooling),
        loop_(loop),
        store_(store),
        options_(options),
        estimate_(int(runs_.size()), sum_of_waits(runs_)),
        further_(loop, store, options.order, options.seed) {
    result_.runs_planned = options.runs_planned;
  }

  SessionResult run() {
    // What was asked of the program while it got ready.
    loop_.turn({}, Seconds(0));
    if (options_.resumed) take_earlier_durations();
    if (Status begun = take_stock(); !begun) fail(begun.error());
    while (next_ < runs_.size() && may_begin()) {
      if (Status done = run_one(UnfinishedRun(runs_[next_++])); !done) fail(done.error());
    }
    return result_;
  }

 private:
  void tell(const Error& error) { loop_.tell(Notice{Severity::error, error.message, error.hint}); }

  void fail(const Error& error) {
    tell(error);
    result_.end = SessionEnd::journal_failed;
  }

  std::span<const UnfinishedRun> left() const { return std::span(runs_).subspan(next_); }

  Status take_stock() {
    if (!options_.may_repeat) return {};
    const auto added = further_.begin(left());
    if (!added) return added.error();
    for (const FurtherRun& further : *added) estimate_.add(further.run.known_waits);
    put_in(*added);
    return {};
  }

  // They are in the store by now, and expected.
  void put_in(const std::vector<FurtherRun>& added) {
    for (const FurtherRun& further : added) {
      const auto place = runs_.begin() + std::ptrdiff_t(next_ + further.position);
      runs_.insert(place, further.run);
      tell_added(further.run.index, further.experiment_id, Role::measured, further.why);
    }
    further_.tell_reached();
  }

  int runs_told() const { return options_.runs_elsewhere + result_.runs_planned; }

  void tell_added(int index, const std::string& experiment_id, Role role, const std::string& why) {
    ++result_.runs_planned;
    loop_.tell(RunAdded{index, runs_told(), experiment_id, role, why});
  }

  void take_earlier_durations() {
    const auto runs = store_.latest_ended_runs(kMostEarlierRuns);
    if (runs) {
      durations_ = EarlierDurations(*runs);
    } else {
      loop_.tell(Notice{
          Severity::warning,
          "what the session's earlier runs have taken cannot be read: " + runs.error().message,
          "the durations of further runs are compared with one another only"});
    }
  }

  SessionEnd end_by_signal() const {
    switch (loop_.stop_signal()) {
      case SIGTERM:
        return SessionEnd::terminated;
      case SIGUSR2:
        return SessionEnd::time_limit;
      default:
        return SessionEnd::interrupted;
    }
  }

  bool may_begin() {
    if (result_.end != SessionEnd::complete) return false;
    if (loop_.stop_requested()) {
      result_.end = end_by_signal();
    } else if (loop_.last_run_requested()) {
      result_.end = SessionEnd::stopped;
    } else if (const Status space =
                   enough_disk_space(store_.directory(), options_.limits.min_free_disk_mb);
               !space) {
      tell(space.error());
      result_.end = SessionEnd::disk_full;
    }
    return result_.end == SessionEnd::complete;
  }

  IdleTime idle_time(const PlannedRun& planned, const std::optional<RunRecord>& so_far) const {
    if (!previous_ && options_.resumed) {
      const bool begun = options_.may_have_begun || (so_far && !so_far->attempts.empty());
      return idle_time_on_resume(planned, begun, options_.since_last_training);
    }
    if (previous_ && previous_->role == Role::warm_up && cooling_.has_target(planned)) {
      return idle_time_after_warm_up();
    }
    return idle_time_before(planned, previous_ ? &*previous_ : nullptr,
                            options_.since_last_training);
  }

  Status run_one(const UnfinishedRun& unfinished) {
    Result<PlannedRun> planned = store_.planned(unfinished.index);
    if (!planned) return planned.error();
    std::optional<RunRecord> so_far;
    int attempts_before = 0;
    if (!unfinished.run_id.empty()) {
      const Result<StoredRun> begun = store_.begun_run(unfinished.run_id);
      if (!begun) return begun.error();
      so_far = run_record_of(*begun);
      attempts_before = begun->attempts_before;
    }
    const Instant start = loop_.now();
    if (const auto left = estimate_.left()) {
      loop_.live().expected_end =
          start.boot + std::chrono::duration_cast<std::chrono::nanoseconds>(*left);
    }
    const size_t attempts_so_far = so_far ? so_far->attempts.size() : 0;
    for (int warm_ups = 0;; ++warm_ups) {
      Result<RunRecord> run = execute(*planned, std::move(so_far), attempts_before, warm_ups);
      if (!run) return run.error();
      if (!waits_for_warm_up(*run)) {
        // With its warm-ups: they are part of what a run takes.
        estimate_.note(elapsed(start, run->end), unfinished.known_waits);
        durations_.note(*run);
        if (Status noted = end_run(*run, attempts_so_far); !noted) return noted;
        break;
      }
      if (!may_begin()) return leave_waiting(*planned);
      if (Status warmed = warm_up(*planned, warm_ups); !warmed) return warmed;
      if (!may_begin()) return leave_waiting(*planned);
      so_far = std::move(*run);
    }
    previous_ = std::move(*planned);
    return {};
  }

  // What follows from the run is decided, and in the store, before anything else happens.
  Status end_run(const RunRecord& run, size_t attempts_so_far) {
    if (loop_.stop_requested()) return note(run, attempts_so_far, left().empty()), Status();
    const auto added = further_.after(run, left());
    if (!added) return note(run, attempts_so_far, left().empty()), added.error();
    for (const FurtherRun& further : *added) estimate_.add(further.run.known_waits);
    note(run, attempts_so_far, left().empty() && added->empty());
    put_in(*added);
    return {};
  }

  // The session ends before the run could begin behind its warm-up: nothing else tells of it.
  Status leave_waiting(const PlannedRun& planned) {
    loop_.tell(Notice{Severity::warning,
                      "run " + std::to_string(planned.index) + " (" + planned.experiment_id +
                          ") is left waiting for a warm-up: the GPU was too cold, and the session "
                          "ends before it was warm",
                      "`mutation resume` does it"});
    return {};
  }

  // A run that is decided on now: durable before it begins.
  Status warm_up(const PlannedRun& planned, int warm_ups) {
    const Result<int> index = store_.next_index();
    if (!index) return index.error();
    PlannedRun added = warm_up_for(planned, *index);
    if (Status known = store_.add_run(added, planned.index); !known) return known;
    tell_added(added.index, added.experiment_id, Role::warm_up,
               "the GPU is too cold for run " + std::to_string(planned.index));
    const Result<RunRecord> run = execute(added, std::nullopt, 0, warm_ups);
    if (!run) return run.error();
    note(*run, 0, false);
    previous_ = std::move(added);
    return {};
  }

  Result<RunRecord> execute(const PlannedRun& planned, std::optional<RunRecord> so_far,
                            int attempts_before, int warm_ups) {
    const IdleTime idle = idle_time(planned, so_far);
    const size_t done = so_far ? so_far->attempts.size() : 0;
    RunRequest request;
    request.planned = &planned;
    request.run_id = so_far ? so_far->run_id : new_run_id(loop_.now().utc);
    request.so_far = std::move(so_far);
    request.attempts_before = attempts_before;
    request.after_warm_up = warm_ups > 0 && planned.role != Role::warm_up;
    request.runs = runs_told();
    request.minimum_idle = idle.minimum;
    request.minimum_from = idle.from;
    request.announce_cooling = idle.announce_cooling;
    request.cooling = cooling_.before(planned, warm_ups);
    if (planned.role == Role::warm_up) request.warm_until = cooling_.warm_until(planned, warm_ups);
    request.scripts_directory = options_.results_directory;
    request.keep_scripts = options_.keep_scripts;
    request.keep_copies = options_.keep_copies;
    request.tree_method = options_.tree_method;
    request.own_gpus = options_.own_gpus;
    request.earlier_durations = durations_.before(planned);
    Result<RunRecord> run = execute_run(loop_, store_, request);
    if (run) cooling_.note(*run, done);
    return run;
  }

  void note(const RunRecord& run, size_t attempts_so_far, bool last) {
    ++result_.runs_done;
    if (run.planned.role != Role::warm_up) {
      failures_in_a_row_ = run.outcome == Outcome::failed ? failures_in_a_row_ + 1 : 0;
    }
    if (has_survivors(run, attempts_so_far)) {
      result_.end = SessionEnd::survivors;
    } else if (loop_.stop_requested()) {
      result_.end = end_by_signal();
    } else if (!last && options_.limits.max_consecutive_failures > 0 &&
               failures_in_a_row_ >= options_.limits.max_consecutive_failures) {
      result_.end = SessionEnd::failures_in_a_row;
    }
    const bool ends = last || result_.end != SessionEnd::complete || loop_.last_run_requested();
    loop_.tell(RunEnded{runs_told(), run, ends ? std::nullopt : estimate_.left()});
    if (result_.end == SessionEnd::failures_in_a_row) {
      loop_.tell(
          Notice{Severity::error, std::to_string(failures_in_a_row_) + " runs in a row have failed",
                 "mend what fails; --max-consecutive-failures of `mutation resume` allows more"});
    }
  }

  std::vector<UnfinishedRun> runs_;
  size_t next_ = 0;  // of them
  CoolingMemory& cooling_;
  RunLoop& loop_;
  SessionStore& store_;
  const CampaignOptions& options_;
  SessionEstimate estimate_;
  FurtherRuns further_;
  std::optional<PlannedRun> previous_;
  EarlierDurations durations_;
  int failures_in_a_row_ = 0;
  SessionResult result_;
};

}  // namespace

SessionResult run_session(RunLoop& loop, SessionStore& store, const CampaignOptions& options) {
  SessionResult result;
  result.runs_planned = options.runs_planned;
  CoolingMemory cooling(loop, store, options.results_directory, options.own_gpus,
                        options.known_elsewhere);
  Result<std::vector<UnfinishedRun>> unfinished = store.unfinished();
  int done_before = 0;
  if (unfinished) {
    done_before = options.runs_planned - int(unfinished->size());
    result = Session(std::move(*unfinished), cooling, loop, store, options).run();
  } else {
    loop.tell(Notice{Severity::error, unfinished.error().message, unfinished.error().hint});
    result.end = SessionEnd::journal_failed;
  }
  cooling.keep();
  // Why it has ended before says more.
  if (!judge_starts(loop, store) && result.end == SessionEnd::complete) {
    result.end = SessionEnd::journal_failed;
  }
  if (const auto counted = store.runs_not_succeeded()) {
    result.runs_not_succeeded = *counted;
  } else {
    result.end = SessionEnd::journal_failed;
  }
  const std::string ended_by = why_ended(result.end);
  if (Status ended = store.end_session(loop.now(), ended_by); !ended) {
    loop.tell(Notice{Severity::error, ended.error().message, ended.error().hint});
  }
  if (const auto error = store.event_error()) {
    loop.tell(
        Notice{Severity::warning, "events.jsonl is incomplete: " + error->message, error->hint});
  }
  loop.tell(what_has_ended(store, result, done_before, options));
  return result;
}

}  // namespace mutation
