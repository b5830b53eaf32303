// The content of a settings file or catalogue from disk. What it means is not looked at here.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"
#include "settings/read.h"

namespace mutation {
namespace {

constexpr size_t kLargestFile = 16u << 20;  // bytes; real settings files have a few thousand

ReadOutcome<std::string> failed(const std::string& path, std::string text, std::string hint = {}) {
  return {std::nullopt, {{path, 0, "", std::move(text), std::move(hint)}}};
}

std::string cannot_be_read(int errno_value) {
  return std::string("cannot be read: ") + std::strerror(errno_value);
}

}  // namespace

ReadOutcome<std::string> load_text(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) {
    const int reason = errno;
    if (reason == ENOENT) return failed(path, "there is no such file");
    return failed(path, cannot_be_read(reason));
  }
  struct stat status {};
  if (fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return failed(path, "is a directory", "name the JSON file in it");
  }
  std::string text;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, cannot_be_read(errno));
    if (got == 0) return {std::move(text), {}};
    text.append(buffer.data(), static_cast<size_t>(got));
    if (text.size() > kLargestFile) return failed(path, "is larger than 16 MiB");
  }
}

}  // namespace mutation
