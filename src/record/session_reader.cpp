#include "record/session_reader.h"

#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_lock.h"
#include "record/stored_rows.h"
#include "record/stored_totals.h"

namespace mutation {

Result<SessionReader> SessionReader::open(const std::string& directory) {
  // Asked first: a writer that ends meanwhile has written all there is.
  const bool written = has_writer(directory);
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations());
  if (!store) return store.error();
  Result<StoredSession> head = read_head(*store);
  if (!head) return head.error();
  head->info.directory = directory;
  head->has_writer = written;
  head->submitted = is_submitted(directory);
  return SessionReader(std::move(*store), std::move(*head));
}

Result<std::vector<std::string>> SessionReader::begun() {
  return ids("SELECT run_id FROM run ORDER BY start, run_id");
}

Result<std::vector<std::string>> SessionReader::calibrations() {
  return ids(
      "SELECT run_id FROM run WHERE outcome = 'succeeded' AND role = 'calibration'"
      " ORDER BY start, run_id");
}

Result<std::vector<std::string>> SessionReader::usable() {
  return ids(
      "SELECT run_id FROM run WHERE outcome IN ('succeeded', 'suspect') AND role = 'measured'"
      " ORDER BY start, run_id");
}

Result<std::vector<std::string>> SessionReader::ids(const char* question) {
  const auto rows = store_.query(question);
  if (!rows) return rows.error();
  std::vector<std::string> found;
  for (const Row& row : *rows) found.push_back(text_of(row[0]));
  return found;
}

Result<StoredRun> SessionReader::run(const std::string& run_id) {
  Result<StoredRun> run = read_begun_run(store_, run_id);
  if (run) run->state = state_of(*run, head_.has_writer);
  return run;
}

Result<std::vector<PlannedRun>> SessionReader::pending() {
  return read_pending(store_);
}

Result<Consumption> SessionReader::consumption() {
  return stored_consumption(store_);
}

}  // namespace mutation
