#include "record/past_lock.h"

#include <SQLiteCpp/Backup.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <stdexcept>

#include "base/unique_fd.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

// A live program commits a few times a run, within milliseconds.
constexpr int kMostCopies = 50;

constexpr int kCounterAt = 24;

std::int64_t nanoseconds_of(const struct statx_timestamp& time) {
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

bool ask_server(int folder, const char* path, int flags, struct statx& status) {
  return statx(folder, path, AT_STATX_FORCE_SYNC | flags, STATX_BASIC_STATS, &status) == 0;
}

// By SQLite's own descriptor: to close one of ours would let go of every lock that this process has
// on the file. [fcntl(2), "Record locking"]
std::uint32_t counter_of(SQLite::Database& database) {
  sqlite3_file* file = nullptr;
  unsigned char bytes[4] = {};
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (!file || !file->pMethods || file->pMethods->xRead(file, bytes, sizeof bytes, kCounterAt) != 0)
    return 0;
  std::uint32_t counter = 0;
  for (const unsigned char byte : bytes) counter = counter << 8 | byte;
  return counter;
}

// A path as SQLite's URI file names want it.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

class ScratchFolder {
 public:
  ScratchFolder() : path_((fs::temp_directory_path() / "mutation_XXXXXX").string()) {
    if (!mkdtemp(path_.data()))
      throw fs::filesystem_error("make a temporary folder", path_,
                                 std::error_code(errno, std::generic_category()));
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string store() const { return path_ + "/store"; }

 private:
  std::string path_;
};

// Whether both are of one moment. The journal last: of what it has beyond the file's state nothing
// is changed in the copy yet, and undoing it changes nothing.
bool copy_both(const std::string& path, const std::string& to) {
  const FileLook before = look_at_file(path);
  for (const char* end : {"", "-journal"}) {
    std::error_code failure;
    fs::copy_file(path + end, to + end, fs::copy_options::overwrite_existing, failure);
    // No journal any more: the change has been made, which the look tells.
    if (failure == std::errc::no_such_file_or_directory && *end) continue;
    if (failure) throw fs::filesystem_error("copy", path + end, to + end, failure);
  }
  return look_at_file(path) == before;
}

}  // namespace

FileLook look_at_file(const std::string& path) {
  FileLook look;
  struct statx status {};
  // Else a client may go on believing that there is no journal. [nfs(5), "lookupcache"]
  const std::string folder = fs::path(path).parent_path().string();
  ask_server(AT_FDCWD, folder.empty() ? "." : folder.c_str(), 0, status);
  try {
    SQLite::Database anew = open_past_locks(path);
    look.change_counter = counter_of(anew);
  } catch (const SQLite::Exception&) {
    // What it is not there for, or cannot be opened for, who reads it is told.
  }
  if (!ask_server(AT_FDCWD, path.c_str(), 0, status)) return look;
  look.is_there = true;
  look.inode = status.stx_ino;
  look.size = status.stx_size;
  look.modified_ns = nanoseconds_of(status.stx_mtime);
  look.status_changed_ns = nanoseconds_of(status.stx_ctime);
  const UniqueFd journal(open((path + "-journal").c_str(), O_RDONLY | O_CLOEXEC));
  if (journal.valid() && ask_server(journal.get(), "", AT_EMPTY_PATH, status)) {
    look.journal_size = status.stx_size;
    look.journal_modified_ns = nanoseconds_of(status.stx_mtime);
  }
  return look;
}

SQLite::Database open_past_locks(const std::string& path) {
  return {uri_of(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI};
}

SQLite::Database copied_without_half_written(const std::string& path) {
  const ScratchFolder scratch;
  for (int tries = 0; !copy_both(path, scratch.store()); ++tries) {
    if (tries == kMostCopies)
      throw std::runtime_error("it changed each time that it was copied; try again in a while");
  }
  SQLite::Database copy(scratch.store(), SQLite::OPEN_READWRITE);
  const std::string whole = copy.execAndGet("PRAGMA quick_check(1)").getString();
  if (whole != "ok") throw std::runtime_error("a copy of it is not whole: " + whole);
  SQLite::Database memory(":memory:", SQLite::OPEN_READWRITE);
  SQLite::Backup(memory, copy).executeStep();
  return memory;
}

}  // namespace mutation
