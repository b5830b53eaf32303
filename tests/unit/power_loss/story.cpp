#include "unit/power_loss/story.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "campaign/leftovers.h"
#include "os/file.h"
#include "record/json_of.h"
#include "record/run_id.h"
#include "run/execute_run.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

SessionInfo info_at(const Instant& start) {
  SessionInfo info = sample_session();
  info.start = start;
  return info;
}

// What a training and its own runs write without being asked to sync.
Status write_log(const std::string& directory, int index, int attempt) {
  const std::string path = directory + "/training.log";
  const Result<UniqueFd> log = open_anew(path);
  return log ? write_all(log->get(), log_of(index, attempt), path) : log.error();
}

Status tell(SessionStore& store, const PlannedRun& planned, int attempt) {
  store.on_event({{}, AttemptStarted{planned.index, attempt, 3}});
  for (int second = 0; second < 5; ++second)
    store.on_event({{}, Notice{Severity::info, std::string(300, 'x'), "a hint"}});
  return {};
}

std::string last_line(const std::string& text) {
  const size_t end = text.rfind('\n', text.size() - 2);
  return text.substr(end + 1);
}

}  // namespace

Plan story_plan(int runs) {
  Plan plan = sample_plan();
  plan.runs.clear();
  for (int index = 1; index <= runs; ++index) {
    PlannedRun run = index % 2 == 0 ? parallel_run() : sequential_run();
    run.index = index;
    run.experiment_id = "run_" + std::to_string(index);
    run.max_retries = 2;
    plan.runs.push_back(run);
  }
  return plan;
}

std::string log_of(int index, int attempt) {
  return "run " + std::to_string(index) + " attempt " + std::to_string(attempt) + "\n";
}

double power_of(int index, int attempt) {
  return 100 * index + attempt;
}

std::string Story::begin(const std::string& results) {
  const Plan plan = story_plan(runs_);
  auto store = SessionStore::create(results, plan, sample_catalogue(), {"{}", "{}"}, now());
  MUTATION_CHECK(store.ok());
  MUTATION_CHECK((*store)->begin_session(info_at(now()), plan).ok());
  reached({.what = Milestone::What::session_begun});
  MUTATION_CHECK(run_all(**store, true).ok());
  MUTATION_CHECK((*store)->end_session(now(), "stopped by the user").ok());
  return (*store)->directory();
}

Status Story::go_on(const std::string& directory) {
  auto store = SessionStore::reopen(directory);
  if (!store) return store.error();
  if (Status closed = close_cut_off_attempts(**store); !closed) return closed;
  const auto tried_again = (*store)->reopen_runs({Outcome::interrupted});
  if (!tried_again) return tried_again.error();
  if (Status resumed = (*store)->resume_session(info_at(now()), {}); !resumed) return resumed;
  if (Status run = run_all(**store, false); !run) return run;
  return (*store)->end_session(now(), "");
}

Status Story::close_cut_off_attempts(SessionStore& store) {
  const auto runs = store.cut_off_runs();
  if (!runs) return runs.error();
  const CrashSite site{store.directory(), "boot-a"};
  for (const StoredRun& run : *runs) {
    for (const StoredAttempt& attempt : run.attempts) {
      if (attempt.record) continue;
      const AttemptRecord record = cut_off_attempt(run, attempt, {}, site, now());
      if (Status closed = store.end_attempt(run.run_id, record); !closed) return closed;
    }
  }
  return {};
}

Status Story::run_all(SessionStore& store, bool with_failures) {
  const auto unfinished = store.unfinished();
  if (!unfinished) return unfinished.error();
  for (const UnfinishedRun& run : *unfinished) {
    if (Status done = run_one(store, run, with_failures); !done) return done;
    if (with_failures && run.index == 3) break;
  }
  return {};
}

Status Story::run_one(SessionStore& store, const UnfinishedRun& unfinished, bool with_failures) {
  const auto planned = store.planned(unfinished.index);
  if (!planned) return planned.error();
  RunRecord run{.run_id = unfinished.run_id, .planned = *planned, .start = now()};
  const bool begun = !run.run_id.empty();
  if (begun) {
    const auto stored = store.begun_run(run.run_id);
    if (!stored) return stored.error();
    run = run_record_of(*stored);
  } else {
    run.run_id = new_run_id(run.start.utc);
  }
  const auto directory =
      begun ? store.continue_run(run.run_id) : store.begin_run(run.run_id, *planned, run.start);
  if (!directory) return directory.error();
  run.directory = directory->substr(directory->rfind('/') + 1);
  if (continuation_of(run, 0) != Continuation::over) {
    if (with_failures && planned->index == 2) {
      if (Status failed = attempt(store, *planned, *directory, run, Outcome::failed); !failed)
        return failed;
    }
    const bool interrupted = with_failures && planned->index == 3;
    if (Status done = attempt(store, *planned, *directory, run,
                              interrupted ? Outcome::interrupted : Outcome::succeeded);
        !done)
      return done;
  }
  run.end = now();
  run.outcome = run.attempts.back().outcome;
  if (Status ended = store.end_run(run); !ended) return ended;
  if (!recorder_) return {};
  reached({.what = Milestone::What::run_ended,
           .run_id = run.run_id,
           .index = planned->index,
           .attempt = static_cast<int>(run.attempts.size()),
           .outcome = run.outcome,
           .experiment = *read_file(*directory + "/experiment.json"),
           .line = last_line(*read_file(store.directory() + "/summary.csv"))});
  return {};
}

Status Story::attempt(SessionStore& store, const PlannedRun& planned, const std::string& directory,
                      RunRecord& run, Outcome outcome) {
  const int number = static_cast<int>(run.attempts.size()) + 1;
  const Instant start = now();
  if (Status begun = store.begin_attempt(run.run_id, number, start); !begun) return begun;
  reached({.what = Milestone::What::attempt_begun,
           .run_id = run.run_id,
           .index = planned.index,
           .attempt = number});
  const ProcessIdentity identity{"foreground", 42, 4200, "boot-a", ""};
  if (Status started = store.tree_started(run.run_id, number, identity); !started) return started;
  if (Status told = tell(store, planned, number); !told) return told;
  if (Status logged = write_log(directory, planned.index, number); !logged) return logged;
  if (Status started = store.foreground_started(start); !started) return started;
  for (int i = 0; i < 5; ++i) {
    const SampleBatch batch{{{0, now().monotonic, power_of(planned.index, number)}}, {}, {}, {}};
    if (Status appended = store.append_samples(batch); !appended) return appended;
  }
  if (Status ended = store.foreground_ended(now()); !ended) return ended;
  AttemptRecord record = sample_attempt(planned, seconds_, number);
  record.start = start;
  record.end = now();
  record.outcome = outcome;
  if (Status ended = store.end_attempt(run.run_id, record); !ended) return ended;
  reached({.what = Milestone::What::attempt_ended,
           .run_id = run.run_id,
           .index = planned.index,
           .attempt = number,
           .outcome = outcome,
           .record = to_line(json_of(record))});
  run.attempts.push_back(std::move(record));
  return {};
}

void Story::reached(Milestone milestone) {
  if (!recorder_) return;
  milestone.operations = recorder_->operations().size();
  milestones_.push_back(std::move(milestone));
}

Instant Story::now() {
  return at(++seconds_);
}

}  // namespace mutation
