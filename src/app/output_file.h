// Where a command's result goes: standard output, or a file that appears under its name only when
// it is whole.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

class OutputFile {
 public:
  // "": standard output.
  static Result<OutputFile> open(const std::string& path);
  OutputFile(OutputFile&&) = default;
  OutputFile& operator=(OutputFile&&) = default;
  // What was not finished is removed.
  ~OutputFile();

  // Kept until there is enough of it.
  Status write(std::string_view text);
  // Gives the file its name. Nothing may be written afterwards.
  Status finish();

 private:
  OutputFile(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}
  std::string unfinished() const { return path_ + ".part"; }
  Status flush();

  std::string path_;  // "": standard output
  UniqueFd file_;
  std::string text_;
};

}  // namespace mutation
