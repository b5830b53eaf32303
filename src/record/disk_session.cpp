#include "record/disk_session.h"

#include "base/check.h"
#include "base/text.h"
#include "os/file.h"
#include "record/experiment_json.h"
#include "record/file_system.h"
#include "record/from_json.h"
#include "record/repair.h"
#include "record/session_directory.h"
#include "record/session_index.h"
#include "record/session_list.h"
#include "record/session_writes.h"

namespace mutation {

namespace {

std::vector<Device> devices(const std::vector<int>& indices, const SessionInfo& info) {
  std::vector<Device> found;
  for (const int index : indices) {
    found.push_back(info.instrumentation.devices[static_cast<size_t>(index)]);
  }
  return found;
}

}  // namespace

DiskSession::DiskSession(std::string directory, std::uint64_t seed, SummaryTable table,
                         OpenFiles files, StoredSession earlier)
    : directory_(std::move(directory)),
      name_(name_of(directory_)),
      seed_(seed),
      table_(std::move(table)),
      files_(std::move(files)),
      earlier_(std::move(earlier)) {}

void DiskSession::take_info(const SessionInfo& info) {
  info_ = info;
  info_.name = name_;
  info_.directory = directory_;
  info_.network_file_system = network_file_system(directory_);
  reserve_ = SpaceReserve(directory_);
}

Status DiskSession::begin_session(const SessionInfo& info, const Plan& plan) {
  take_info(info);
  return files_.database.commit(session_begun(info_, plan, table_.head()));
}

Status DiskSession::resume_session(const SessionInfo& info,
                                   const std::vector<std::string>& changes) {
  take_info(info);
  if (Status resumed = files_.database.commit(session_resumed(info_, changes)); !resumed) {
    return resumed;
  }
  const auto latest = files_.database.query("SELECT max(number) FROM resumption WHERE part = ''");
  if (!latest) return latest.error();
  program_ = static_cast<int>(whole_of(latest->front()[0]));
  // Else the index would still have the session as one that has ended.
  renew_index();
  return {};
}

// Only what lies in a results folder is in its index.
void DiskSession::renew_index() {
  if (!is_session_name(name_)) return;
  if (Status indexed = index_session(directory_); !indexed) files_.events.remember(indexed.error());
}

Status DiskSession::end_session(const Instant& at, const std::string& ended_by) {
  // Nothing comes after it that would need the room.
  reserve_.give_up();
  if (Status written = files_.database.commit(session_ended(at, ended_by)); !written) {
    return written;
  }
  renew_index();
  // Not possible while somebody reads; then the log beside the file belongs to it, as before.
  [[maybe_unused]] const Status folded = files_.database.fold_into_one_file();
  return {};
}

Result<int> DiskSession::runs_left() {
  const auto rows = files_.database.query(
      "SELECT count(*) FROM planned_run LEFT JOIN run USING (plan_index)"
      " WHERE done = 0 OR outcome = 'interrupted'");
  if (!rows) return rows.error();
  return static_cast<int>(whole_of(rows->front()[0]));
}

Result<PlannedRun> DiskSession::planned(int index) {
  const auto rows = files_.database.query("SELECT planned FROM planned_run WHERE plan_index = ?",
                                          {std::int64_t{index}});
  if (!rows) return rows.error();
  const std::string what = "planned run " + std::to_string(index);
  if (rows->empty()) return Error{"there is no " + what + " in the store", {}};
  return planned_run_of(text_of(rows->front()[0]), what);
}

Result<int> DiskSession::next_index() {
  const auto rows = files_.database.query("SELECT ifnull(max(plan_index), 0) + 1 FROM planned_run");
  if (!rows) return rows.error();
  return static_cast<int>(whole_of(rows->front()[0]));
}

Status DiskSession::add_runs(const std::vector<AddedRun>& runs) {
  std::vector<Write> writes;
  for (const AddedRun& run : runs) {
    for (Write& write : run_added(run)) writes.push_back(std::move(write));
  }
  return files_.database.commit(writes);
}

Result<std::vector<RunStart>> DiskSession::starts() {
  const auto rows = files_.database.query(
      "SELECT run_id, device, celsius, target, band, off FROM run_start ORDER BY run_id");
  if (!rows) return rows.error();
  std::vector<RunStart> starts;
  for (const Row& row : *rows) {
    RunStart start{.run_id = text_of(row[0]),
                   .device = text_of(row[1]),
                   .temperature = Celsius{std::get<double>(row[2])},
                   .band = std::get<double>(row[4]),
                   .off = whole_of(row[5]) != 0};
    if (!is_null(row[3])) start.target = Celsius{std::get<double>(row[3])};
    starts.push_back(std::move(start));
  }
  return starts;
}

Status DiskSession::judge_anew(const std::vector<RunRecord>& runs) {
  if (Status allowed = may_write(); !allowed) return allowed;
  std::vector<Write> writes;
  for (const RunRecord& run : runs) {
    const Result<RunTexts> texts = texts_of(run);
    if (!texts) return texts.error();
    for (Write& write : run_judged_anew(run, texts->experiment, texts->summary_line)) {
      writes.push_back(std::move(write));
    }
  }
  const auto written = [this](const auto& write) { return written_with(reserve_, write); };
  if (Status kept = written([&] { return files_.database.commit(writes); }); !kept) return kept;
  // From here on a crash changes nothing: whoever takes the session up next goes on with this.
  if (Status repaired = written([&] { return renew_judged_anew(files_.database, directory_); });
      !repaired) {
    return repaired;
  }
  return open_summary_anew();
}

Status DiskSession::close_attempt(const std::string& run_id, const AttemptRecord& attempt,
                                  const std::string& boot_id) {
  return files_.database.commit(attempt_ended(run_id, attempt, boot_id));
}

Status DiskSession::reopen_runs(const std::vector<Outcome>& outcomes) {
  if (Status reopened = reopen_ended_runs(files_.database, directory_, outcomes); !reopened) {
    return reopened;
  }
  return open_summary_anew();
}

// The file may be another one now.
Status DiskSession::open_summary_anew() {
  Result<AppendFile> summary = AppendFile::open(directory_ + "/summary.csv");
  if (!summary) return summary.error();
  files_.summary = std::move(*summary);
  return {};
}

Result<int> DiskSession::runs_not_succeeded() {
  const auto rows = files_.database.query(
      "SELECT count(*) FROM run WHERE outcome IN ('suspect', 'failed', 'interrupted')"
      " AND role = 'measured'");
  if (!rows) return rows.error();
  return static_cast<int>(whole_of(rows->front()[0]));
}

Result<std::optional<LastTraining>> DiskSession::last_training() {
  static const std::string question =
      std::string("SELECT ") + kLastTrainingColumns + " FROM session";
  const auto rows = files_.database.query(question.c_str());
  if (!rows) return rows.error();
  return rows->empty() ? std::nullopt : last_training_of(rows->front(), 0, directory_);
}

Result<std::string> DiskSession::begin_run(const std::string& run_id, const PlannedRun& planned,
                                           const Instant& at) {
  if (Status allowed = may_write(); !allowed) return allowed.error();
  Result<std::string> made = make_run_directory(directory_, planned);
  if (!made) return made;
  const Status written =
      files_.database.commit(run_begun(run_id, planned, name_of(*made), at, program_));
  if (!written) return written.error();
  current_ = CurrentRun{run_id, *made, own_devices_of(planned, info_), {}};
  return made;
}

Result<std::string> DiskSession::continue_run(const std::string& run_id) {
  if (Status allowed = may_write(); !allowed) return allowed.error();
  const Result<StoredRun> run = begun_run(run_id);
  if (!run) return run.error();
  const std::string directory = directory_ + "/" + run->directory;
  if (Status made = make_run_subdirectories(directory, run->planned); !made) return made.error();
  current_ = CurrentRun{run_id, directory, own_devices_of(run->planned, info_), {}};
  return directory;
}

Status DiskSession::begin_attempt(const std::string& run_id, int attempt, const Instant& at) {
  MUTATION_CHECK(current_ && current_->run_id == run_id);
  if (Status allowed = may_write(); !allowed) return allowed;
  current_->energy.reset();
  if (attempt > 1) {  // the first was written with its run
    if (Status moved = put_attempt_aside(current_->directory, attempt - 1); !moved) return moved;
    const Status written = files_.database.commit(attempt_begun(run_id, attempt, at, program_));
    if (!written) return written;
  }
  Result<EnergyFiles> energy = EnergyFiles::open(current_->directory + "/energy",
                                                 info_.instrumentation, current_->own_devices, at);
  if (!energy) return energy.error();
  current_->energy = std::move(*energy);
  return {};
}

Status DiskSession::tree_started(const std::string& run_id, int attempt,
                                 const ProcessIdentity& identity) {
  return files_.database.commit(tree_begun(run_id, attempt, identity));
}

Status DiskSession::append_samples(const SampleBatch& batch) {
  if (!in_attempt()) return {};  // between attempts there is no file for them
  return current_->energy->append(batch);
}

Status DiskSession::foreground_started(const Instant& at) {
  MUTATION_CHECK(in_attempt());
  return current_->energy->foreground_started(at);
}

Status DiskSession::foreground_ended(const Instant& at) {
  MUTATION_CHECK(in_attempt());
  return current_->energy->foreground_ended(at);
}

std::optional<double> DiskSession::legacy_power_sum() const {
  return in_attempt() ? current_->energy->legacy_power_sum() : std::nullopt;
}

Status DiskSession::end_attempt(const std::string& run_id, const AttemptRecord& attempt) {
  // The store first: whatever becomes of the files beside it, the attempt is kept.
  const Status kept = written_with(reserve_, [&] {
    return files_.database.commit(attempt_ended(run_id, attempt, info_.boot_id));
  });
  if (!in_attempt()) return kept;
  const Status written =
      written_with(reserve_, [&] { return current_->energy->write_cpu_energy(attempt.energy); });
  // Made of what is kept in the trace: nothing is lost without it.
  [[maybe_unused]] const Status drawn = current_->energy->write_overview(attempt.end);
  current_->energy.reset();
  return kept ? written : kept;
}

Result<const SessionInfo*> DiskSession::info_of_run(const std::string& run_id) {
  const auto rows = files_.database.query("SELECT program FROM run WHERE run_id = ?", {run_id});
  if (!rows) return rows.error();
  const int program = rows->empty() ? program_ : static_cast<int>(whole_of(rows->front()[0]));
  return program == program_ ? &info_ : &info_of(earlier_, program);
}

Result<DiskSession::RunTexts> DiskSession::texts_of(const RunRecord& run) {
  const Result<const SessionInfo*> info = info_of_run(run.run_id);
  if (!info) return info.error();
  const std::vector<Device> own = devices(own_devices_of(run.planned, **info), **info);
  std::vector<std::string> ids;
  for (const Device& device : own) ids.push_back(device.id);
  return RunTexts{experiment_json(run, {**info, seed_}), table_.line(run, own), joined(ids, " ")};
}

Status DiskSession::end_run(const RunRecord& run) {
  if (Status allowed = may_write(); !allowed) return allowed;
  const Result<RunTexts> texts = texts_of(run);
  current_.reset();
  if (!texts) return texts.error();
  const auto& [experiment, line, device] = *texts;
  // The store first: it is the truth, and both files can be made from it.
  const auto written = [this](const auto& write) { return written_with(reserve_, write); };
  Status kept =
      written([&] { return files_.database.commit(run_ended(run, experiment, line, device)); });
  const std::string path = directory_ + "/" + run.directory + "/experiment.json";
  if (kept) kept = written([&] { return write_file_durably(path, experiment); });
  if (kept) kept = written([&] { return files_.summary.append(line); });
  return kept ? files_.summary.sync() : kept;
}

}  // namespace mutation
