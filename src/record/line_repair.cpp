#include "record/line_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "os/file.h"

namespace mutation {
namespace {

constexpr size_t kLooksBack = size_t{16} << 20;

bool is_whole(std::string_view line) {
  return line.ends_with('\n') && line.find('\0') == std::string_view::npos;
}

// The first line of `text`, with its end.
std::string_view first_line(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

// From the first damaged line on.
std::string_view damaged_part(std::string_view text) {
  while (!text.empty() && is_whole(first_line(text))) text.remove_prefix(first_line(text).size());
  return text;
}

std::string whole_lines_of(std::string_view text) {
  std::string whole;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    if (is_whole(line)) whole += line;
    text.remove_prefix(line.size());
  }
  return whole;
}

Status replace_end(const std::string& path, size_t length, const std::string& by) {
  // Not a new file: locks are held on this one.
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0) return errno_error("open " + path, errno);
  if (ftruncate(file.get(), status.st_size - static_cast<off_t>(length)) != 0)
    return errno_error("cut " + path, errno);
  if (Status written = write_all(file.get(), by, path); !written) return written;
  const timespec times[] = {status.st_atim, status.st_mtim};
  if (futimens(file.get(), times) != 0 || fsync(file.get()) != 0)
    return errno_error("sync " + path, errno);
  return {};
}

}  // namespace

Status drop_damaged_lines(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  const Result<std::string> end = read_file_end(path, kLooksBack);
  if (!end) return end.error();
  const std::string_view damaged = damaged_part(*end);
  return damaged.empty() ? Status() : replace_end(path, damaged.size(), whole_lines_of(damaged));
}

}  // namespace mutation
