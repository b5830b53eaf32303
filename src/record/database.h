// One SQLite file: opened with the right journal, brought to the newest schema, written in
// transactions that are durable when they return, queried. Knows nothing of what is in it, and is
// the only place, with past_lock.h, that names the library. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

// A value as SQLite holds it; std::monostate is NULL.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Cell>;

// A statement and the values of its parameters.
struct Write {
  const char* sql = "";  // a literal: statements are prepared once for each
  Row cells;
};

// How a file is journaled.
enum class Journal {
  write_ahead,        // readers go on while the writer is at work
  rollback_exclusive  // for network file systems, which cannot share memory; locked while open
};

// What a reader makes of the locks of whoever writes the file.
enum class Locks {
  tell,        // as SQLite's readers do
  say_nothing  // its writer may be at work on another machine, of whose locks this one need not
               // know; the file has a rollback journal
};

// The schema as steps: step i (from 0) brings version i to version i + 1. PRAGMA user_version holds
// the version.
using Migrations = std::span<const char* const>;

class Database {
 public:
  // Opens or makes the file and migrates it. Every commit is synced (synchronous=FULL). A file with
  // a newer schema than `migrations` knows is an error and stays as it is.
  static Result<Database> open(const std::string& path, Journal journal, Migrations migrations);

  // Opens for reading only, also while a writer is at work. A file that its writer has locked for
  // itself, or whose locks say nothing, is read as it lies on disk (see `undisturbed`); one whose
  // locks say nothing and that has been left half written is read from a copy in memory, in which
  // that is undone. A newer schema is an error; of a file with an older one a copy in memory is
  // migrated and read. REQUIRES, where locks say nothing: this process does not write the file.
  static Result<Database> open_for_reading(const std::string& path, Migrations migrations,
                                           Locks locks = Locks::tell);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // All of them or none, in one transaction, durable on return.
  Status commit(const std::vector<Write>& writes);

  Result<std::vector<Row>> query(const char* sql, const Row& cells = {});

  // Whether what was read since opening is of one moment: false when a file that had to be read
  // past a lock changed meanwhile; then it must be read again.
  bool undisturbed() const;

  // Whether it was in the midst of a change, which was left out of what is read. To make the change
  // whole its writer, if it lives, may have no more to write into the file.
  bool without_half_written() const;

  // A copy in a file that is not there yet, without what deleted rows have left; not synced. Of a
  // file that is read past its writer's lock: only if it was undisturbed(). [SQLite: VACUUM INTO]
  Status copy_to(const std::string& path);

  // Folds everything into the one file, so that it can be copied and read from read-only places.
  Status fold_into_one_file();

 private:
  struct State;
  static std::unique_ptr<State> opened_for_reading(const std::string& path, Locks locks);
  static std::unique_ptr<State> opened_past_locks(const std::string& path);
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Cells of what may be absent.
Cell cell(const std::optional<double>& number);
Cell cell(const std::optional<int>& number);
Cell cell(const std::optional<Seconds>& time);
template <typename Unit>
Cell cell(const std::optional<Amount<Unit>>& amount) {
  return amount ? Cell(amount->value) : Cell();
}

// What a cell holds; REQUIRES: it is of that type (STRICT tables see to that).
std::int64_t whole_of(const Cell& cell);
const std::string& text_of(const Cell& cell);
bool is_null(const Cell& cell);

}  // namespace mutation
