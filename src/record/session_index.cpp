#include "record/session_index.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include "base/text.h"
#include "record/database.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_list.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

// A row of the index as it stands there, in the order of its columns; named where this file reads
// it.
constexpr const char* kInsert =
    "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
enum Column : size_t {
  directory,
  name,
  boot_id,
  start,
  end,
  ended_by,
  runs_planned,
  succeeded,
  suspect,
  failed,
  interrupted,
  last_training_at,
  last_training_boot_ns,
  last_training_ended
};

using Index = std::map<std::string, Row>;  // by directory

Result<Database> open_index(const std::string& results_directory) {
  const std::string path = results_directory + "/mutation.db";
  Result<Database> index = Database::open(path, Journal::rollback_exclusive, index_migrations());
  if (index || access(path.c_str(), W_OK) != 0) return index;
  // Broken, or of a newer program: it holds nothing that is not in the sessions' own stores.
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((path + suffix).c_str());
  return Database::open(path, Journal::rollback_exclusive, index_migrations());
}

// What a session's own store says.
Result<Row> row_of(const std::string& session_directory) {
  Result<Database> store =
      Database::open_for_reading(session_directory + "/session.db", session_migrations());
  if (!store) return store.error();
  const auto rows = store->query(
      "SELECT name, boot_id, start, end, ended_by, runs_planned,"
      " (SELECT count(*) FROM run WHERE outcome = 'succeeded'),"
      " (SELECT count(*) FROM run WHERE outcome = 'suspect'),"
      " (SELECT count(*) FROM run WHERE outcome = 'failed'),"
      " (SELECT count(*) FROM run WHERE outcome = 'interrupted') FROM session");
  if (!rows) return rows.error();
  if (rows->empty()) return Error{session_directory + ": its session has not begun", {}};
  const auto trainings = store->query(
      "SELECT coalesce(training_end, start) AS at, coalesce(training_end_boot_ns, start_boot_ns),"
      " state = 'ended' FROM attempt WHERE training_end IS NOT NULL OR state = 'running'"
      " ORDER BY at DESC LIMIT 1");
  if (!trainings) return trainings.error();
  Row row = rows->front();
  row.insert(row.begin(), name_of(session_directory));
  const Row training = trainings->empty() ? Row(3) : trainings->front();
  row.insert(row.end(), training.begin(), training.end());
  return row;
}

std::optional<LastTraining> training_of(const Row& row) {
  if (is_null(row[Column::last_training_at])) return std::nullopt;
  const auto at = utc_of(text_of(row[Column::last_training_at]));
  if (!at) return std::nullopt;
  const std::chrono::nanoseconds boot(whole_of(row[Column::last_training_boot_ns]));
  return LastTraining{text_of(row[Column::directory]), *at,
                      whole_of(row[Column::last_training_ended]) != 0,
                      text_of(row[Column::boot_id]), BootTime(boot)};
}

Index rows_of(Result<Database>& index) {
  Index known;
  if (!index) return known;
  const auto rows = index->query("SELECT * FROM session");
  if (!rows) return known;
  for (const Row& row : *rows) known[text_of(row[Column::directory])] = row;
  return known;
}

// Rows of the sessions that the index does not know, or knew before they ended.
std::vector<Row> news(const std::string& results_directory, const Index& known) {
  std::vector<Row> rows;
  for (const std::string& session : session_names(results_directory)) {
    const auto found = known.find(session);
    if (found != known.end() && !is_null(found->second[Column::end])) continue;
    Result<Row> row = row_of(results_directory + "/" + session);
    if (row) rows.push_back(std::move(*row));
  }
  return rows;
}

std::vector<Write> inserts(const std::vector<Row>& rows) {
  std::vector<Write> writes;
  for (const Row& row : rows) writes.push_back({kInsert, row});
  return writes;
}

}  // namespace

Result<std::optional<LastTraining>> last_training(const std::string& results_directory) {
  std::optional<LastTraining> last;
  if (session_names(results_directory).empty()) return last;
  Result<Database> index = open_index(results_directory);
  Index known = rows_of(index);
  const std::vector<Row> found = news(results_directory, known);
  if (index && !found.empty()) {
    // Only a cache: what it does not take it is asked for again.
    [[maybe_unused]] const Status cached = index->commit(inserts(found));
  }
  for (const Row& row : found) known[text_of(row[Column::directory])] = row;
  for (const auto& [session, row] : known) {
    const auto training = training_of(row);
    if (training && (!last || training->at > last->at)) last = training;
  }
  return last;
}

Status index_session(const std::string& session_directory) {
  const Result<Row> row = row_of(session_directory);
  if (!row) return row.error();
  const std::filesystem::path results =
      std::filesystem::path(session_directory).lexically_normal().parent_path();
  Result<Database> index = open_index(results.string());
  if (!index) return index.error();
  return index->commit({{kInsert, *row}});
}

}  // namespace mutation
