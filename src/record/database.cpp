#include "record/database.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <filesystem>
#include <map>

#include "base/text.h"
#include "os/file.h"
#include "os/folder.h"
#include "record/past_lock.h"

namespace mutation {
namespace {

constexpr int kBusyMilliseconds = 5000;

// Of a file that changes each time, before what came of the last one is told.
constexpr int kMostOpenings = 50;

std::string remedy_of(int code) {
  if (code == SQLITE_FULL) return "free some disk space";
  if (code == SQLITE_BUSY) return "another program holds the file; wait until it has ended";
  if (code != SQLITE_NOTADB && code != SQLITE_CORRUPT) return {};
  return "the file is damaged: put a copy of it back; or move it away, and `mutation import` takes "
         "over what the runs' experiment.json beside it say";
}

Error sqlite_error(const std::string& tried, const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  return {tried + ": " + failure.what(), sqlite ? remedy_of(sqlite->getErrorCode()) : ""};
}

struct Bind {
  SQLite::Statement& statement;
  int position;
  void operator()(std::monostate) const { statement.bind(position); }
  void operator()(std::int64_t whole) const { statement.bind(position, whole); }
  void operator()(double real) const { statement.bind(position, real); }
  void operator()(const std::string& text) const { statement.bind(position, valid_utf8(text)); }
};

void bind_all(SQLite::Statement& statement, const Row& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    std::visit(Bind{statement, static_cast<int>(i) + 1}, cells[i]);
  }
}

Cell cell_of(const SQLite::Column& column) {
  if (column.isInteger()) return column.getInt64();
  if (column.isFloat()) return column.getDouble();
  if (column.isNull()) return std::monostate{};
  return column.getString();
}

// The path with the links on its way resolved, as os/folder.h says which: SQLITE_OPEN_NOFOLLOW then
// refuses one in the file's own place, which somebody may have laid for root.
Result<std::string> path_without_links(const std::string& path) {
  const Result<PlaceInFolder> place = find_place(path);
  if (!place) return place.error();
  std::error_code failure;
  const auto folder = std::filesystem::read_symlink(
      "/proc/self/fd/" + std::to_string(place->folder.get()), failure);
  if (failure) return errno_error("find the folder of " + path, failure.value());
  return (folder / place->name).string();
}

int version_of(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

Status check_version(int version, const std::string& path, Migrations migrations) {
  if (version <= static_cast<int>(migrations.size())) return {};
  return Error{path + ": its schema version " + std::to_string(version) +
                   " is of a newer program; this one knows up to " +
                   std::to_string(migrations.size()),
               "use the program that wrote it, or a newer one"};
}

void migrate(SQLite::Database& database, Migrations migrations) {
  if (version_of(database) == static_cast<int>(migrations.size())) return;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  // Asked again under the lock: another program may have done it meanwhile.
  for (auto next = static_cast<size_t>(version_of(database)); next < migrations.size(); ++next) {
    database.exec(migrations[next]);
    database.exec("PRAGMA user_version = " + std::to_string(next + 1));
  }
  transaction.commit();
}

// Of a writer on this machine, then, whose locks do say something.
bool has_write_ahead_log(const std::string& path) {
  std::error_code is_none;
  const auto size = std::filesystem::file_size(path + "-wal", is_none);
  return !is_none && size > 0;
}

void set_journal(SQLite::Database& database, Journal journal) {
  if (journal == Journal::rollback_exclusive) {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = TRUNCATE");
  } else {
    database.exec("PRAGMA journal_mode = WAL");
  }
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
}

}  // namespace

struct Database::State {
  std::string path;
  SQLite::Database database;
  std::map<const char*, SQLite::Statement> statements;
  std::optional<FileLook> read_past_lock;  // as it was when opened
  bool without_half_written = false;

  SQLite::Statement& statement(const char* sql) {
    const auto [found, inserted] = statements.try_emplace(sql, database, sql);
    if (!inserted) found->second.tryReset();  // reset() would throw what the last use failed with
    found->second.clearBindings();
    return found->second;
  }
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Journal journal, Migrations migrations) {
  const Result<std::string> real = path_without_links(path);
  if (!real) return with_context("open " + path, real.error());
  try {
    auto state = std::unique_ptr<State>(new State{
        path,
        SQLite::Database(*real, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
                         kBusyMilliseconds),
        {},
        {}});
    if (Status known = check_version(version_of(state->database), path, migrations); !known) {
      return known.error();
    }
    set_journal(state->database, journal);
    migrate(state->database, migrations);
    return Database(std::move(state));
  } catch (const std::exception& failure) {
    return sqlite_error("open " + path, failure);
  }
}

std::unique_ptr<Database::State> Database::opened_past_locks(const std::string& path) {
  for (int tries = 1;; ++tries) {
    const FileLook look = look_at_file(path);
    try {
      auto state = std::unique_ptr<State>(new State{path, open_past_locks(path), {}, look});
      version_of(state->database);  // which reads the file's head
      return state;
    } catch (const SQLite::Exception&) {
      // Of a file that was changing meanwhile it says nothing.
      if (tries == kMostOpenings || look_at_file(path) == look) throw;
    }
  }
}

std::unique_ptr<Database::State> Database::opened_for_reading(const std::string& path,
                                                              Locks locks) {
  if (locks == Locks::say_nothing && !has_write_ahead_log(path)) {
    if (look_at_file(path).journal_size == 0) return opened_past_locks(path);
    return std::unique_ptr<State>(new State{path, copied_without_half_written(path), {}, {}, true});
  }
  try {
    auto state = std::unique_ptr<State>(
        new State{path, SQLite::Database(path, SQLite::OPEN_READONLY), {}, {}});
    version_of(state->database);  // which asks for the lock
    return state;
  } catch (const SQLite::Exception& failure) {
    // Locked by its writer, or a write-ahead log in a folder that cannot be written.
    if (failure.getErrorCode() != SQLITE_BUSY && failure.getErrorCode() != SQLITE_CANTOPEN &&
        failure.getErrorCode() != SQLITE_READONLY) {
      throw;
    }
    return opened_past_locks(path);
  }
}

Result<Database> Database::open_for_reading(const std::string& path, Migrations migrations,
                                            Locks locks) {
  try {
    auto state = opened_for_reading(path, locks);
    const int version = version_of(state->database);
    if (Status known = check_version(version, path, migrations); !known) return known.error();
    if (version < static_cast<int>(migrations.size())) {
      auto newer =
          std::unique_ptr<State>(new State{path,
                                           SQLite::Database(":memory:", SQLite::OPEN_READWRITE),
                                           {},
                                           state->read_past_lock,
                                           state->without_half_written});
      SQLite::Backup(newer->database, state->database).executeStep();
      migrate(newer->database, migrations);
      state = std::move(newer);
    }
    return Database(std::move(state));
  } catch (const std::exception& failure) {
    return sqlite_error("open " + path + " for reading", failure);
  }
}

Status Database::commit(const std::vector<Write>& writes) {
  try {
    SQLite::Transaction transaction(state_->database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const Write& write : writes) {
      SQLite::Statement& statement = state_->statement(write.sql);
      bind_all(statement, write.cells);
      statement.exec();
    }
    transaction.commit();
    return {};
  } catch (const std::exception& failure) {
    return sqlite_error("write to " + state_->path, failure);
  }
}

Result<std::vector<Row>> Database::query(const char* sql, const Row& cells) {
  try {
    SQLite::Statement& statement = state_->statement(sql);
    bind_all(statement, cells);
    std::vector<Row> rows;
    while (statement.executeStep()) {
      Row row;
      for (int i = 0; i < statement.getColumnCount(); ++i) {
        row.push_back(cell_of(statement.getColumn(i)));
      }
      rows.push_back(std::move(row));
    }
    statement.reset();  // else the read transaction stays open
    return rows;
  } catch (const std::exception& failure) {
    return sqlite_error("read " + state_->path, failure);
  }
}

bool Database::undisturbed() const {
  const std::optional<FileLook>& before = state_->read_past_lock;
  // A live rollback journal means that the file was in the middle of a change.
  return !before || (before->journal_size == 0 && *before == look_at_file(state_->path));
}

bool Database::without_half_written() const {
  return state_->without_half_written;
}

Status Database::copy_to(const std::string& path) {
  try {
    SQLite::Statement copy(state_->database, "VACUUM INTO ?");
    copy.bind(1, path);
    copy.exec();
    return {};
  } catch (const std::exception& failure) {
    return sqlite_error("copy " + state_->path + " to " + path, failure);
  }
}

Status Database::fold_into_one_file() {
  try {
    state_->statements.clear();
    state_->database.exec("PRAGMA journal_mode = DELETE");
    return {};
  } catch (const std::exception& failure) {
    return sqlite_error("fold " + state_->path + " into one file", failure);
  }
}

Cell cell(const std::optional<double>& number) {
  return number ? Cell(*number) : Cell();
}
Cell cell(const std::optional<Seconds>& time) {
  return time ? Cell(time->count()) : Cell();
}
Cell cell(const std::optional<int>& number) {
  return number ? Cell(std::int64_t{*number}) : Cell();
}

std::int64_t whole_of(const Cell& cell) {
  return std::get<std::int64_t>(cell);
}
const std::string& text_of(const Cell& cell) {
  return std::get<std::string>(cell);
}
bool is_null(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

}  // namespace mutation
