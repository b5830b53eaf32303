#include "record/session_store.h"

#include "base/check.h"
#include "os/file.h"
#include "record/append_file.h"
#include "record/database.h"
#include "record/energy_files.h"
#include "record/events_file.h"
#include "record/experiment_json.h"
#include "record/file_system.h"
#include "record/plan_json.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_index.h"
#include "record/session_writes.h"
#include "record/summary_csv.h"

namespace mutation {
namespace {

// Everything that is open of a session.
struct OpenFiles {
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
  DiskSession(std::string directory, const Plan& plan, const Catalogue& catalogue, OpenFiles files)
      : directory_(std::move(directory)),
        name_(name_of(directory_)),
        plan_(plan),
        table_(plan, catalogue),
        files_(std::move(files)) {}

  const std::string& name() const override { return name_; }
  const std::string& directory() const override { return directory_; }
  Status begin_session(const SessionInfo& info) override;
  Status end_session(const Instant& at, const std::string& ended_by) override;
  std::optional<Error> event_error() const override { return files_.events.error(); }

  Result<std::string> begin_run(const std::string& run_id, const PlannedRun& planned,
                                const Instant& at) override;
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
  bool in_attempt() const { return current_ && current_->energy; }
  std::vector<Device> devices(const std::vector<int>& indices) const;

  std::string directory_;
  std::string name_;
  Plan plan_;
  SummaryTable table_;
  OpenFiles files_;
  SessionInfo info_;
  std::optional<CurrentRun> current_;
};

Status DiskSession::begin_session(const SessionInfo& info) {
  info_ = info;
  info_.name = name_;
  info_.directory = directory_;
  info_.network_file_system = network_file_system(directory_);
  return files_.database.commit(session_begun(info_, plan_));
}

Status DiskSession::end_session(const Instant& at, const std::string& ended_by) {
  if (Status written = files_.database.commit(session_ended(at, ended_by)); !written) {
    return written;
  }
  if (Status indexed = index_session(directory_); !indexed) files_.events.remember(indexed.error());
  // Not possible while somebody reads; then the log beside the file belongs to it, as before.
  [[maybe_unused]] const Status folded = files_.database.fold_into_one_file();
  return {};
}

Result<std::string> DiskSession::begin_run(const std::string& run_id, const PlannedRun& planned,
                                           const Instant& at) {
  Result<std::string> made = make_run_directory(directory_, planned);
  if (!made) return made;
  if (Status written = files_.database.commit(run_begun(run_id, planned, name_of(*made), at));
      !written) {
    return written.error();
  }
  current_ = CurrentRun{run_id, *made, own_devices_of(planned, info_), {}};
  return made;
}

Status DiskSession::begin_attempt(const std::string& run_id, int attempt, const Instant& at) {
  MUTATION_CHECK(current_ && current_->run_id == run_id);
  current_->energy.reset();
  if (attempt > 1) {  // the first was written with its run
    if (Status moved = put_attempt_aside(current_->directory, attempt - 1); !moved) return moved;
    if (Status written = files_.database.commit(attempt_begun(run_id, attempt, at)); !written) {
      return written;
    }
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
  const Status kept = files_.database.commit(attempt_ended(run_id, attempt));
  if (!in_attempt()) return kept;
  const Status written = current_->energy->write_cpu_energy(attempt.energy);
  current_->energy.reset();
  return kept ? written : kept;
}

Status DiskSession::end_run(const RunRecord& run) {
  const std::string experiment = experiment_json(run, {info_, plan_.seed});
  const std::string line = table_.line(run, devices(own_devices_of(run.planned, info_)));
  current_.reset();
  // The store first: it is the truth, and both files can be made from it.
  if (Status written = files_.database.commit(run_ended(run, experiment, line)); !written) {
    return written;
  }
  const std::string path = directory_ + "/" + run.directory + "/experiment.json";
  if (Status written = write_file_durably(path, experiment); !written) return written;
  if (Status written = files_.summary.append(line); !written) return written;
  return files_.summary.sync();
}

std::vector<Device> DiskSession::devices(const std::vector<int>& indices) const {
  std::vector<Device> found;
  for (const int index : indices) {
    found.push_back(info_.instrumentation.devices[static_cast<size_t>(index)]);
  }
  return found;
}

// The files that stay as they are.
Status write_inputs(const std::string& directory, const Plan& plan, const SessionInputs& inputs) {
  const std::pair<const char*, std::string> files[] = {{"settings.json", inputs.settings_text},
                                                       {"catalogue.json", inputs.catalogue_text},
                                                       {"plan.json", plan_json(plan)}};
  for (const auto& [name, content] : files) {
    if (Status written = write_file_durably(directory + "/" + name, content); !written) {
      return written;
    }
  }
  return {};
}

Result<OpenFiles> open_files(const std::string& directory, const std::string& summary_head) {
  const Journal journal =
      network_file_system(directory).empty() ? Journal::write_ahead : Journal::rollback_exclusive;
  Result<Database> database =
      Database::open(directory + "/session.db", journal, session_migrations());
  if (!database) return database.error();
  Result<EventsFile> events = EventsFile::open(directory + "/events.jsonl");
  if (!events) return events.error();
  Result<AppendFile> summary = AppendFile::open(directory + "/summary.csv");
  if (!summary) return summary.error();
  if (Status written = summary->append(summary_head); !written) return written.error();
  if (Status synced = summary->sync(); !synced) return synced.error();
  if (Status synced = sync_directory(directory); !synced) return synced.error();
  return OpenFiles{std::move(*database), std::move(*events), std::move(*summary)};
}

}  // namespace

Result<std::unique_ptr<SessionStore>> SessionStore::create(const std::string& results_directory,
                                                           const Plan& plan,
                                                           const Catalogue& catalogue,
                                                           const SessionInputs& inputs,
                                                           const Instant& now) {
  const Result<std::string> directory = make_session_directory(results_directory, now);
  if (!directory) return directory.error();
  if (Status written = write_inputs(*directory, plan, inputs); !written) return written.error();
  Result<OpenFiles> files = open_files(*directory, SummaryTable(plan, catalogue).head());
  if (!files) return files.error();
  return std::unique_ptr<SessionStore>(
      std::make_unique<DiskSession>(*directory, plan, catalogue, std::move(*files)));
}

}  // namespace mutation
