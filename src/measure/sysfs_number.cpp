// Strict reading of the kernel's one-line files.
#include "measure/sysfs_number.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace mutation {
namespace {

constexpr size_t kLongestLine = 256;

}  // namespace

Result<double> whole_number(std::string_view text, const std::string& path) {
  const std::string_view digits = trimmed(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size())
    return Error{"read " + path + ": \"" + valid_utf8(digits.substr(0, 40)) + "\" is no number",
                 {}};
  return static_cast<double>(number);
}

std::optional<std::string> line_of_file(const std::string& path) {
  const Result<SysfsFile> file = SysfsFile::open(path);
  if (!file) return std::nullopt;
  const Result<std::string> line = file->line();
  return line ? std::optional(*line) : std::nullopt;
}

std::optional<double> number_in_file(const std::string& path) {
  const std::optional<std::string> line = line_of_file(path);
  if (!line) return std::nullopt;
  const Result<double> number = whole_number(*line, path);
  return number ? std::optional(*number) : std::nullopt;
}

Result<SysfsFile> SysfsFile::open(const std::string& path) {
  // Never waits for whatever lies there in place of a file of the kernel's.
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) return errno_error("open " + path, errno);
  return SysfsFile(std::move(file), path);
}

Result<std::string> SysfsFile::line() const {
  std::array<char, kLongestLine> text{};
  const ssize_t length = pread(file_.get(), text.data(), text.size(), 0);
  if (length < 0) return errno_error("read " + path_, errno);
  return valid_utf8(trimmed({text.data(), static_cast<size_t>(length)}));
}

Result<double> SysfsFile::number() const {
  const Result<std::string> text = line();
  if (!text) return text.error();
  return whole_number(*text, path_);
}

}  // namespace mutation
