#include "record/session_store.h"

#include "os/file.h"
#include "record/disk_session.h"
#include "record/file_system.h"
#include "record/line_repair.h"
#include "record/plan_json.h"
#include "record/repair.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_lock.h"
#include "record/stored_rows.h"
#include "record/summary_csv.h"

namespace mutation {
namespace {

// Run by run: the text of a plan of many thousands would take more memory than all else.
Status write_plan(const std::string& directory, const Plan& plan) {
  return write_pieces_durably(directory + "/plan.json", [&](const auto& write) {
    Status written;
    write_plan_json(plan, [&](std::string_view piece) {
      if (written) written = write(piece);
    });
    return written;
  });
}

// The files that stay as they are.
Status write_inputs(const std::string& directory, const Plan& plan, const SessionInputs& inputs) {
  Status written = write_file_durably(directory + "/settings.json", inputs.settings_text);
  if (written) written = write_file_durably(directory + "/catalogue.json", inputs.catalogue_text);
  return written ? write_plan(directory, plan) : written;
}

Result<Database> open_store(const std::string& directory, bool has_other_machines) {
  const bool shared = has_other_machines || !network_file_system(directory).empty();
  const Journal journal = shared ? Journal::rollback_exclusive : Journal::write_ahead;
  return Database::open(directory + "/session.db", journal, session_migrations());
}

// Locked from here on.
Result<OpenFiles> open_files(const std::string& directory, bool has_other_machines) {
  Result<UniqueFd> lock = lock_session(directory);
  if (!lock) return lock.error();
  Result<Database> database = open_store(directory, has_other_machines);
  if (!database) return database.error();
  if (Status repaired = drop_damaged_lines(directory + "/events.jsonl"); !repaired)
    return repaired.error();
  Result<EventsFile> events = EventsFile::open(directory + "/events.jsonl");
  if (!events) return events.error();
  return OpenFiles{std::move(*lock), std::move(*database), std::move(*events), AppendFile()};
}

Status open_summary(const std::string& directory, OpenFiles& files) {
  Result<AppendFile> summary = AppendFile::open(directory + "/summary.csv");
  if (!summary) return summary.error();
  files.summary = std::move(*summary);
  return {};
}

Result<std::unique_ptr<SessionStore>> create_store(const std::string& directory, const Plan& plan,
                                                   const std::string& summary_head,
                                                   const SessionInputs& inputs,
                                                   bool has_other_machines) {
  Result<SummaryTable> table = SummaryTable::of_head(summary_head, plan.seed);
  if (!table) return table.error();
  if (Status written = write_inputs(directory, plan, inputs); !written) return written.error();
  if (Status written = write_file_durably(directory + "/summary.csv", summary_head); !written) {
    return written.error();
  }
  Result<OpenFiles> files = open_files(directory, has_other_machines);
  if (!files) return files.error();
  if (Status opened = open_summary(directory, *files); !opened) return opened.error();
  if (Status synced = sync_directory(directory); !synced) return synced.error();
  return std::unique_ptr<SessionStore>(
      std::make_unique<DiskSession>(directory, plan.seed, std::move(*table), std::move(*files)));
}

}  // namespace

Result<std::unique_ptr<SessionStore>> SessionStore::create(const std::string& results_directory,
                                                           const Plan& plan,
                                                           const Catalogue& catalogue,
                                                           const SessionInputs& inputs,
                                                           const Instant& now) {
  const Result<std::string> directory = make_session_directory(results_directory, now);
  if (!directory) return directory.error();
  return create_store(*directory, plan, SummaryTable(plan, catalogue).head(), inputs, false);
}

Result<std::unique_ptr<SessionStore>> SessionStore::create_in(const std::string& directory,
                                                              const Plan& plan,
                                                              const std::string& summary_head,
                                                              const SessionInputs& inputs) {
  return create_store(directory, plan, summary_head, inputs, true);
}

Result<std::unique_ptr<SessionStore>> SessionStore::reopen(const std::string& directory,
                                                           bool has_other_machines) {
  Result<OpenFiles> files = open_files(directory, has_other_machines);
  if (!files) return files.error();
  Result<StoredSession> head = read_head(files->database);
  if (!head) return head.error();
  const auto columns = files->database.query("SELECT summary_head FROM session");
  if (!columns) return columns.error();
  if (columns->empty() || text_of(columns->front()[0]).empty()) {
    return Error{
        "the session " + directory + " had not begun, or is of a version that could not go on",
        "start it anew with `mutation run`"};
  }
  Result<SummaryTable> table = SummaryTable::of_head(text_of(columns->front()[0]), head->seed);
  if (!table) return table.error();
  if (Status repaired = repair_files(files->database, directory); !repaired) {
    return repaired.error();
  }
  if (Status opened = open_summary(directory, *files); !opened) return opened.error();
  return std::unique_ptr<SessionStore>(std::make_unique<DiskSession>(
      directory, head->seed, std::move(*table), std::move(*files), std::move(*head)));
}

}  // namespace mutation
