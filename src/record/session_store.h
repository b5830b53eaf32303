// A session on disk: its folder with everything in it. Opened by one writer; see docs/records.md
// for the files. Main thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/catalogue.h"
#include "model/consumption.h"
#include "model/event.h"
#include "model/journal.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/session_info.h"
#include "record/last_training.h"
#include "record/read_session.h"
#include "record/stored_totals.h"

namespace mutation {

struct SessionInputs {
  std::string settings_text;   // byte for byte as read
  std::string catalogue_text;  // likewise
};

// A run that the session still has to do.
struct UnfinishedRun {
  int index = 0;           // in the plan
  Seconds known_waits{0};  // model/plan.h
  std::string run_id;      // "" while it has not begun
};

// A run that is decided on while the session goes on.
struct AddedRun {
  PlannedRun planned;
  // It is to be done before the run of this index, behind others that were added before it; absent:
  // behind all.
  std::optional<int> before;
};

// Where a planned run stands, and what has become of it.
struct PlannedPlace {
  int index = 0;
  int entry = 0;
  Role role = Role::measured;
  int configuration = 0;
  int block = 0;
  bool repeats = false;  // PlannedRun::repeat_until is set
  bool done = false;
  std::string run_id;  // "" while it has not begun
};

// What a measured run that has ended started with.
struct RunStart {
  std::string run_id;
  std::string device;  // ids of the run's own, apart by a space
  Celsius temperature;
  std::optional<Celsius> target;  // that its gate was to match, learned by the session
  double band = 0;                // °C
  bool off = false;               // suspect for it
};

class SessionStore : public RunJournal, public EventSink {
 public:
  // Makes results/run_<YYYYmmdd_HHMMSS> exclusively (with _2, _3 … if taken), writes settings.json,
  // catalogue.json, plan.json and the head of summary.csv, opens session.db and events.jsonl.
  static Result<std::unique_ptr<SessionStore>> create(const std::string& results_directory,
                                                      const Plan& plan, const Catalogue& catalogue,
                                                      const SessionInputs& inputs,
                                                      const Instant& now);

  // The same in a folder that is there and is nobody else's, which other machines may have, too;
  // with the columns of another summary.csv whose head this is, line end included.
  static Result<std::unique_ptr<SessionStore>> create_in(const std::string& directory,
                                                         const Plan& plan,
                                                         const std::string& summary_head,
                                                         const SessionInputs& inputs);

  // Takes up a session that ended early or was cut off: holds its lock, brings its store to the
  // newest schema, and puts right what a crash has left of summary.csv and of the last run's
  // experiment.json. An error while another program writes it.
  // `has_other_machines`: the folder may be on a network file system, whatever it looks like.
  static Result<std::unique_ptr<SessionStore>> reopen(const std::string& directory,
                                                      bool has_other_machines = false);

  // Asked before a run or an attempt begins and before a run's end is recorded: its error is
  // theirs. For a session that may lose the right to be written.
  virtual void guard_with(std::function<Status()> may_write) = 0;

  virtual const std::string& name() const = 0;
  virtual const std::string& directory() const = 0;  // absolute
  // Writes the session's row and the plan's; from here on records refer to it.
  virtual Status begin_session(const SessionInfo& info, const Plan& plan) = 0;
  // The same for a session that was reopened. `changes`: what is not as it was, accepted by the
  // user.
  virtual Status resume_session(const SessionInfo& info,
                                const std::vector<std::string>& changes) = 0;

  // What is known of the session without its runs.
  virtual Result<StoredSession> head() = 0;
  // In the order of the plan, those that were added before the run that they were added for.
  virtual Result<std::vector<UnfinishedRun>> unfinished() = 0;
  // How many planned runs are not done for good: those that have not ended, and those that were
  // interrupted, which whoever goes on does again.
  virtual Result<int> runs_left() = 0;
  virtual Result<PlannedRun> planned(int index) = 0;
  // The experiment_id of the run that comes behind the one of index `current`, which has begun and
  // is not done; "" where none does.
  virtual Result<std::string> next_behind(int current) = 0;
  // The least index that no planned run has.
  virtual Result<int> next_index() = 0;
  // All of them or none.
  virtual Status add_runs(const std::vector<AddedRun>& runs) = 0;
  Status add_run(const PlannedRun& planned, int before) { return add_runs({{planned, before}}); }
  // All planned runs, by index; none where none of them repeats.
  virtual Result<std::vector<PlannedPlace>> places_with_repeats() = 0;
  virtual Result<StoredRun> begun_run(const std::string& run_id) = 0;
  // Runs with an attempt that has not ended. REQUIRES: asked before a run goes on.
  virtual Result<std::vector<StoredRun>> cut_off_runs() = 0;
  // Runs that have ended, the latest `most` of them.
  virtual Result<std::vector<StoredRun>> latest_ended_runs(int most) = 0;
  // The end of an attempt that was cut off, by a program of the boot `boot_id`.
  virtual Status close_attempt(const std::string& run_id, const AttemptRecord& attempt,
                               const std::string& boot_id) = 0;
  // Ended runs of these outcomes are unfinished again, to be continued with further attempts; what
  // failed before counts no more, but for runs that were interrupted. REQUIRES: no run goes on.
  virtual Status reopen_runs(const std::vector<Outcome>& outcomes) = 0;
  // In the order in which the runs began.
  virtual Result<std::vector<RunStart>> starts() = 0;
  // Runs that have ended and whose last attempt was judged anew: the store, then the files.
  // REQUIRES: no run goes on.
  virtual Status judge_anew(const std::vector<RunRecord>& runs) = 0;
  // How many measured runs have ended, in all its programs, and not succeeded.
  virtual Result<int> runs_not_succeeded() = 0;
  virtual Result<OutcomeCounts> outcomes() = 0;
  // Of all its attempts, in all its programs.
  virtual Result<Consumption> consumption() = 0;
  // Of any of its programs.
  virtual Result<std::optional<LastTraining>> last_training() = 0;
  // `ended_by` is "" at the regular end.
  virtual Status end_session(const Instant& at, const std::string& ended_by) = 0;
  // Events that could not be written (the first reason); told at the end, never stops a run.
  virtual std::optional<Error> event_error() const = 0;
};

}  // namespace mutation
