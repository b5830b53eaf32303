#include "record/session_index.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include "record/database.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_list.h"

namespace mutation {
namespace {

// A row of the index as it stands there, in the order of its columns; named where this file reads
// it.
constexpr const char* kInsert =
    "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
enum Column : size_t { directory = 0, end = 3, first_of_last_training = 10 };

using Index = std::map<std::string, Row>;  // by directory

// SQLite opens and reads many a damaged file. [PRAGMA quick_check: also NOT NULL and types]
bool is_sound(Result<Database>& index) {
  if (!index) return false;
  const auto found = index->query("PRAGMA quick_check(1)");
  return found && found->size() == 1 && found->front().front() == Cell(std::string("ok"));
}

Result<Database> open_index(const std::string& results_directory) {
  const std::string path = results_directory + "/mutation.db";
  Result<Database> index = Database::open(path, Journal::rollback_exclusive, index_migrations());
  if (is_sound(index)) return index;
  if (index) index = Error{path + " is damaged", {}};  // closed before its file goes
  if (access(path.c_str(), W_OK) != 0) return index;
  // Broken, or of a newer program: it holds nothing that is not in the sessions' own stores.
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((path + suffix).c_str());
  return Database::open(path, Journal::rollback_exclusive, index_migrations());
}

// What a session's own store says.
Result<Row> row_of(const std::string& session_directory) {
  Result<Database> store =
      Database::open_for_reading(session_directory + "/session.db", session_migrations());
  if (!store) return store.error();
  static const std::string question =
      std::string(
          "SELECT name, start, end, ended_by, runs_planned,"
          " (SELECT count(*) FROM run WHERE role = 'measured' AND outcome = 'succeeded'),"
          " (SELECT count(*) FROM run WHERE role = 'measured' AND outcome = 'suspect'),"
          " (SELECT count(*) FROM run WHERE role = 'measured' AND outcome = 'failed'),"
          " (SELECT count(*) FROM run WHERE role = 'measured' AND outcome = 'interrupted'), ") +
      kLastTrainingColumns + " FROM session";
  auto rows = store->query(question.c_str());
  if (!rows) return rows.error();
  if (rows->empty()) return Error{session_directory + ": its session has not begun", {}};
  Row row = std::move(rows->front());
  row.insert(row.begin(), name_of(session_directory));
  return row;
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

// Without a journal left beside the file.
Status write(Database& index, const std::vector<Write>& writes) {
  if (Status written = index.commit(writes); !written) return written;
  return index.fold_into_one_file();
}

}  // namespace

Result<EarlierSessions> earlier_sessions(const std::string& results_directory) {
  EarlierSessions earlier;
  if (session_names(results_directory).empty()) return earlier;
  Result<Database> index = open_index(results_directory);
  Index known = rows_of(index);
  const std::vector<Row> found = news(results_directory, known);
  if (index && !found.empty()) {
    // Only a cache: what it does not take it is asked for again.
    [[maybe_unused]] const Status cached = write(*index, inserts(found));
  }
  for (const Row& row : found) known[text_of(row[Column::directory])] = row;
  for (const auto& [session, row] : known) {
    const std::string directory = results_directory + "/" + session;
    const auto training = last_training_of(row, Column::first_of_last_training, directory);
    if (training && !training->ended) earlier.with_unfinished_attempt.push_back(directory);
    if (training && (!earlier.last_training || training->at > earlier.last_training->at)) {
      earlier.last_training = training;
    }
  }
  return earlier;
}

Status index_session(const std::string& session_directory) {
  const Result<Row> row = row_of(session_directory);
  if (!row) return row.error();
  const std::filesystem::path results =
      std::filesystem::path(session_directory).lexically_normal().parent_path();
  Result<Database> index = open_index(results.string());
  if (!index) return index.error();
  return write(*index, {{kInsert, *row}});
}

}  // namespace mutation
