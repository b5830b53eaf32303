// SQLite files that are read past the lock of whoever may write them: because it holds the lock, or
// because locks say nothing (on many network file systems they are each machine's own). What was
// read counts when the file is as it was before. Knows nothing of what is in it. Throws what
// SQLite's library throws.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>

namespace mutation {

// What changes whenever a writer commits or is about to.
struct FileLook {
  bool is_there = false;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t status_changed_ns = 0;
  // Of the file's header. [sqlite.org/fileformat2.html, 1.3.10; with an exclusive lock a writer
  // counts its first change only]
  std::uint32_t change_counter = 0;
  // Of the rollback journal: it has something in it while the file is being changed, and where a
  // writer was killed in the midst of it.
  std::uint64_t journal_size = 0;
  std::int64_t journal_modified_ns = 0;

  bool operator==(const FileLook&) const = default;
};

// As the file's server says, not as this machine's cache remembers: everything is opened anew,
// before which a client asks the server (close-to-open consistency, nfs(5)), and asked about with
// AT_STATX_FORCE_SYNC. Keeps this process's own locks on the file, if it has any.
FileLook look_at_file(const std::string& path);

// Reads the file as it lies there; no lock is asked for or taken, no journal looked at.
// [sqlite.org/uri.html, "immutable"]
SQLite::Database open_past_locks(const std::string& path);

// The file without the change that its journal is about, in memory: both are copied to where
// nobody else writes, where SQLite undoes the change. The file and its folder are not written.
// REQUIRES: this process does not write the file, whose locks would be gone. Throws when the file
// changes each time that it is copied, or the copy is not whole.
SQLite::Database copied_without_half_written(const std::string& path);

}  // namespace mutation
