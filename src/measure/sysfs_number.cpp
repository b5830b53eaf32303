// Strict reading of the kernel's one-line files.
#include "measure/sysfs_number.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "os/file.h"

namespace mutation {

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
  const Result<std::string> text = read_file(path);
  if (!text) return std::nullopt;
  return valid_utf8(trimmed(*text));
}

std::optional<double> number_in_file(const std::string& path) {
  const std::optional<std::string> line = line_of_file(path);
  if (!line) return std::nullopt;
  const Result<double> number = whole_number(*line, path);
  return number ? std::optional(*number) : std::nullopt;
}

Result<SysfsFile> SysfsFile::open(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return errno_error("open " + path, errno);
  return SysfsFile(std::move(file), path);
}

Result<std::string> SysfsFile::line() const {
  std::array<char, 64> text{};
  const ssize_t length = pread(file_.get(), text.data(), text.size(), 0);
  if (length < 0) return errno_error("read " + path_, errno);
  return std::string(trimmed({text.data(), static_cast<size_t>(length)}));
}

Result<double> SysfsFile::number() const {
  const Result<std::string> text = line();
  if (!text) return text.error();
  return whole_number(*text, path_);
}

}  // namespace mutation
