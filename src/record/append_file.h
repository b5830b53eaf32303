// A file of lines that only ever grows: each text goes to the kernel in one write, so that whatever
// happens the file is whole up to its last line, and that one may be cut off.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

class AppendFile {
 public:
  // Makes it when it is not there. Where an earlier writer's last line was cut off, the next one
  // begins on a line of its own all the same.
  static Result<AppendFile> open(const std::string& path);

  AppendFile() = default;  // nothing open
  bool is_open() const { return fd_.valid(); }
  void close() { fd_.reset(); }

  // REQUIRES: open. `text` ends with a line feed. After a write that failed half-way (disk full)
  // the next one begins on a line of its own.
  Status append(std::string_view text);
  // Durable: fsync. REQUIRES: open.
  Status sync();

 private:
  AppendFile(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  std::string path_;
  UniqueFd fd_;
  bool cut_off_ = false;  // the last write failed; part of it may be there
};

}  // namespace mutation
