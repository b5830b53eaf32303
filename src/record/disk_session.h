// A session in its folder, as its one writer holds it. Made by session_store.cpp, which opens what
// it needs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "model/session_info.h"
#include "record/append_file.h"
#include "record/database.h"
#include "record/energy_files.h"
#include "record/events_file.h"
#include "record/planned_rows.h"
#include "record/session_store.h"
#include "record/space_reserve.h"
#include "record/stored_rows.h"
#include "record/summary_csv.h"

namespace mutation {

// Everything that is open of a session.
struct OpenFiles {
  UniqueFd lock;
  Database database;
  EventsFile events;
  AppendFile summary;
};

// The run that goes on now.
struct CurrentRun {
  std::string run_id;
  std::string directory;  // absolute
  std::vector<int> own_devices;
  std::optional<EnergyFiles> energy;  // of the attempt that goes on now
};

class DiskSession final : public SessionStore {
 public:
  DiskSession(std::string directory, std::uint64_t seed, SummaryTable table, OpenFiles files,
              StoredSession earlier = {});

  void guard_with(std::function<Status()> may_write) override { may_write_ = std::move(may_write); }
  const std::string& name() const override { return name_; }
  const std::string& directory() const override { return directory_; }
  Status begin_session(const SessionInfo& info, const Plan& plan) override;
  Status resume_session(const SessionInfo& info, const std::vector<std::string>& changes) override;
  Status end_session(const Instant& at, const std::string& ended_by) override;
  std::optional<Error> event_error() const override { return files_.events.error(); }

  Result<StoredSession> head() override { return read_head(files_.database); }
  Result<std::vector<UnfinishedRun>> unfinished() override {
    return read_unfinished(files_.database);
  }
  Result<int> runs_left() override;
  Result<PlannedRun> planned(int index) override;
  Result<std::string> next_behind(int current) override {
    return read_next_behind(files_.database, current);
  }
  Result<int> next_index() override;
  Status add_runs(const std::vector<AddedRun>& runs) override;
  Result<std::vector<PlannedPlace>> places_with_repeats() override {
    return read_places_with_repeats(files_.database);
  }
  Result<StoredRun> begun_run(const std::string& run_id) override {
    return read_begun_run(files_.database, run_id);
  }
  Result<std::vector<StoredRun>> cut_off_runs() override {
    return read_unfinished_attempts(files_.database);
  }
  Result<std::vector<StoredRun>> latest_ended_runs(int most) override {
    return read_latest_ended_runs(files_.database, most);
  }
  Status close_attempt(const std::string& run_id, const AttemptRecord& attempt,
                       const std::string& boot_id) override;
  Status reopen_runs(const std::vector<Outcome>& outcomes) override;
  Result<std::vector<RunStart>> starts() override;
  Status judge_anew(const std::vector<RunRecord>& runs) override;
  Result<int> runs_not_succeeded() override;
  Result<OutcomeCounts> outcomes() override { return stored_outcomes(files_.database); }
  Result<Consumption> consumption() override { return stored_consumption(files_.database); }
  Result<std::optional<LastTraining>> last_training() override;

  Result<std::string> begin_run(const std::string& run_id, const PlannedRun& planned,
                                const Instant& at) override;
  Result<std::string> continue_run(const std::string& run_id) override;
  Status begin_attempt(const std::string& run_id, int attempt, const Instant& at) override;
  Status tree_started(const std::string& run_id, int attempt,
                      const ProcessIdentity& identity) override;
  Status append_samples(const SampleBatch& batch) override;
  Status foreground_started(const Instant& at) override;
  Status foreground_ended(const Instant& at) override;
  std::optional<double> legacy_power_sum() const override;
  Status end_attempt(const std::string& run_id, const AttemptRecord& attempt) override;
  Status end_run(const RunRecord& run) override;

  void on_event(const Event& event) override { files_.events.append(event); }

 private:
  void take_info(const SessionInfo& info);
  Status may_write() const { return may_write_ ? may_write_() : Status(); }
  void renew_index();
  // The texts that stand for an ended run in its files.
  struct RunTexts {
    std::string experiment;
    std::string summary_line;
    std::string device;  // ids of its own
  };
  Result<RunTexts> texts_of(const RunRecord& run);
  Status open_summary_anew();
  // Of the program that measured the run: it may be judged by another one.
  Result<const SessionInfo*> info_of_run(const std::string& run_id);
  bool in_attempt() const { return current_ && current_->energy; }

  std::string directory_;
  std::string name_;
  std::uint64_t seed_;
  SummaryTable table_;
  OpenFiles files_;
  SpaceReserve reserve_;
  std::function<Status()> may_write_;  // none: always
  SessionInfo info_;
  int program_ = 0;        // its number among those that have written the session
  StoredSession earlier_;  // what those before have left, without runs
  std::optional<CurrentRun> current_;
};

}  // namespace mutation
