#include "record/append_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"
#include "os/file.h"

namespace mutation {
namespace {

// Whether the file has content whose last byte is no line feed.
bool is_cut_off(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return false;
  const off_t size = lseek(fd.get(), 0, SEEK_END);
  char last = '\n';
  return size > 0 && pread(fd.get(), &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::string& path) {
  Result<UniqueFd> fd = open_for_append(path);
  if (!fd) return fd.error();
  AppendFile file(path, std::move(*fd));
  file.cut_off_ = is_cut_off(path);
  return file;
}

Status AppendFile::append(std::string_view text) {
  MUTATION_CHECK(is_open());
  const std::string ended = cut_off_ ? "\n" + std::string(text) : std::string();
  Status written = write_all(fd_.get(), cut_off_ ? ended : text, path_);
  cut_off_ = !written.ok();
  return written;
}

Status AppendFile::sync() {
  MUTATION_CHECK(is_open());
  if (fsync(fd_.get()) != 0) return errno_error("sync " + path_, errno);
  return {};
}

}  // namespace mutation
