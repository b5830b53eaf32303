// Files of sysfs that hold one line or one number. A file stays open, so that reading goes on after
// privileges were dropped, and is read anew from its start each time. [kernel:
// filesystems/sysfs.rst]
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// A decimal integer and nothing beside it but white space around. An error naming `path` for
// anything else.
Result<double> whole_number(std::string_view text, const std::string& path);

// The file's text without white space around; none when it cannot be read.
std::optional<std::string> line_of_file(const std::string& path);
// The number in a file that is read once; none when it cannot be read or holds anything else.
std::optional<double> number_in_file(const std::string& path);

// An open file. Used on one thread at a time.
class SysfsFile {
 public:
  static Result<SysfsFile> open(const std::string& path);

  const std::string& path() const { return path_; }
  // Without white space around; cut off after 256 bytes.
  Result<std::string> line() const;
  Result<double> number() const;

 private:
  SysfsFile(UniqueFd file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  UniqueFd file_;
  std::string path_;
};

}  // namespace mutation
