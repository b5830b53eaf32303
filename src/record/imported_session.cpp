#include "record/imported_session.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>

#include "base/check.h"
#include "os/file.h"
#include "record/database.h"
#include "record/experiment_json.h"
#include "record/file_system.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_writes.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnergyFiles[] = {"gpu_power.csv", "gpu_temperature.csv",
                                        "gpu_utilization.csv", "cpu_energy.txt",
                                        "cpu_energy_raw.txt"};

// As one component of a path that neither hides nor leads elsewhere.
std::string folder_name(const std::string& id) {
  std::string name = id.empty() ? "run" : id.substr(0, 200);
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || static_cast<unsigned char>(c) < 32; }, '_');
  if (name.front() == '.') name.front() = '_';
  return name;
}

// Ids repeat within a collection; folders must not.
void name_folders(std::vector<ImportedRun>& runs) {
  std::set<std::string> taken;
  for (ImportedRun& run : runs) {
    const std::string name = folder_name(run.record.planned.experiment_id);
    run.record.directory = name;
    for (int i = 2; !taken.insert(run.record.directory).second; ++i)
      run.record.directory = name + "_" + std::to_string(i);
  }
}

Status copy_energy(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::create_directory(to, failure);
  for (const char* name : kEnergyFiles) {
    const fs::path file = fs::path(from) / name;
    std::error_code absent;
    if (failure || !fs::is_regular_file(file, absent)) continue;
    fs::copy_file(file, fs::path(to) / name, failure);
  }
  return failure ? Status(errno_error("copy " + from + " to " + to, failure.value())) : Status();
}

Status write_text(const std::string& path, const std::string& text) {
  const Result<UniqueFd> file = open_anew(path);
  return file ? write_all(file->get(), text, path) : Status(file.error());
}

// Synced all at once at the end, by sync_all.
Status write_run(const std::string& directory, const ImportedRun& run,
                 const std::string& experiment) {
  std::error_code failure;
  const std::string folder = directory + "/" + run.record.directory;
  if (!fs::create_directory(folder, failure))
    return errno_error("make the folder " + folder, failure ? failure.value() : EEXIST);
  if (Status written = write_text(folder + "/experiment.json", experiment); !written)
    return written;
  return run.energy_directory.empty() ? Status()
                                      : copy_energy(run.energy_directory, folder + "/energy");
}

Status sync_all(const std::string& directory) {
  const UniqueFd folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || syncfs(folder.get()) != 0)
    return errno_error("write " + directory + " to the disk", errno);
  return {};
}

Status write_store(const std::string& directory, const std::vector<Write>& writes) {
  const Journal journal =
      network_file_system(directory).empty() ? Journal::write_ahead : Journal::rollback_exclusive;
  Result<Database> store = Database::open(directory + "/session.db", journal, session_migrations());
  if (!store) return store.error();
  if (Status committed = store->commit(writes); !committed) return committed;
  return store->fold_into_one_file();
}

void add(std::vector<Write>& writes, std::vector<Write> more) {
  writes.insert(writes.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

// Begun, with its one attempt, ended.
std::vector<Write> run_imported(const RunRecord& run, const std::string& experiment) {
  MUTATION_CHECK(run.provenance && run.attempts.size() == 1);
  std::vector<Write> writes = run_begun(run.run_id, run.planned, run.directory, run.start);
  add(writes, attempt_ended(run.run_id, final_attempt(run), ""));
  add(writes, run_ended(run, experiment, "", ""));
  writes.push_back({"UPDATE run SET provenance = ? WHERE run_id = ?",
                    {to_line(json_of(*run.provenance)), run.run_id}});
  return writes;
}

// Everything into `directory`, which then is a session of the name `info.name`.
Status fill(const std::string& directory, const SessionToImport& session, const SessionInfo& info) {
  Plan plan{.experiment_name = session.name};
  for (const ImportedRun& run : session.runs) plan.runs.push_back(run.record.planned);
  std::vector<Write> writes = session_begun(info, plan, "");
  for (const ImportedRun& run : session.runs) {
    const std::string experiment = experiment_json(run.record, {info});
    if (Status written = write_run(directory, run, experiment); !written) return written;
    add(writes, run_imported(run.record, experiment));
  }
  add(writes, session_ended(info.start, ""));
  if (Status written = write_store(directory, writes); !written) return written;
  return sync_all(directory);
}

// The first of the names that nobody has.
std::string free_name(const std::string& results_directory, const std::string& wanted) {
  std::error_code ignored;
  std::string name = wanted;
  for (int i = 2; fs::exists(fs::symlink_status(results_directory + "/" + name, ignored)); ++i)
    name = wanted + "_" + std::to_string(i);
  return name;
}

// rename(2) puts no folder over one with something in it.
Status put_in_place(const std::string& made, const std::string& place) {
  if (rename(made.c_str(), place.c_str()) == 0) return {};
  return errno_error("rename " + made + " to " + place, errno);
}

}  // namespace

Result<std::string> write_imported_session(const std::string& results_directory,
                                           SessionToImport session, const Instant& now) {
  if (Status made = make_directories(results_directory); !made) return made.error();
  session.name = folder_name(session.name);
  const std::string name = free_name(results_directory, kImportPrefix + session.name);
  const std::string place = results_directory + "/" + name;
  const Result<std::string> made =
      make_exclusive_directory(results_directory, ".importing_" + session.name);
  if (!made) return made;
  name_folders(session.runs);
  SessionInfo info{.name = name, .directory = place, .start = now};
  info.imported_from = session.source;
  Status done = fill(*made, session, info);
  if (done) done = put_in_place(*made, place);
  if (!done) {
    std::error_code ignored;
    fs::remove_all(*made, ignored);
    return done.error();
  }
  if (Status synced = sync_directory(results_directory); !synced) return synced.error();
  return place;
}

Result<std::vector<RunInStore>> runs_in_store(const std::string& directory) {
  const std::string file = directory + "/session.db";
  Result<Database> store = Database::open_for_reading(file, session_migrations());
  if (!store) return with_context("look what is in " + file, store.error());
  const auto rows = store->query(
      "SELECT run_id, directory, json_extract(provenance, '$.kind'), CASE WHEN provenance IS NULL "
      "THEN 0 ELSE coalesce(json_extract(provenance, '$.naming'), 1) END FROM run");
  if (!rows) return with_context("look what is in " + file, rows.error());
  std::vector<RunInStore> runs;
  for (const Row& row : *rows) {
    RunInStore run{.run_id = text_of(row[0]), .directory = directory + "/" + text_of(row[1])};
    if (!is_null(row[2])) run.kind = record_kind_of(text_of(row[2])).value_or(RecordKind::session);
    run.naming = static_cast<int>(whole_of(row[3]));
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace mutation
