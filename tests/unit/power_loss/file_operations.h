// Every change that this test program makes to files below one folder, in order: writes with what
// they wrote, truncations, new and removed names, renames, syncs. Recorded by standing in for the C
// library's functions, so that SQLite's files and our own are seen alike. What is only mapped into
// memory (SQLite's -shm) is not seen; it is worth nothing after a loss of power.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace mutation {

// A file or a folder, whatever its name is at the moment. 0 is the folder recorded.
using Node = int;

enum class FileOperation {
  make_file,    // `node` under `name` in `folder`
  make_folder,  // likewise
  remove_name,  // `name` in `folder`
  rename,       // `name` in `folder` becomes `new_name` in `new_folder`
  write,        // `data` at `offset` of `node`
  set_size,     // of `node`, to `offset`
  sync_file,    // `node`
  sync_folder,  // `node`
};

struct RecordedOperation {
  FileOperation what = FileOperation::write;
  Node node = 0;
  Node folder = 0;
  std::string name;
  Node new_folder = 0;
  std::string new_name;
  off_t offset = 0;
  std::string data;
};

// Records from its construction to its destruction. One at a time, one thread. Meanwhile syncs are
// recorded and not done.
class FileRecorder {
 public:
  // `folder` exists. What is in it already is recorded first, as made and synced.
  explicit FileRecorder(const std::string& folder);
  ~FileRecorder();
  FileRecorder(const FileRecorder&) = delete;
  FileRecorder& operator=(const FileRecorder&) = delete;

  const std::vector<RecordedOperation>& operations() const;
  // How many of them are of what was there already.
  size_t before() const { return before_; }

 private:
  size_t before_ = 0;
};

// While it lives, syncs are not done.
class NoSyncs {
 public:
  NoSyncs();
  ~NoSyncs();
  NoSyncs(const NoSyncs&) = delete;
  NoSyncs& operator=(const NoSyncs&) = delete;
};

}  // namespace mutation
