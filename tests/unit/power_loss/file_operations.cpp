// The functions below stand in for those of the C library in the whole program; they ask the kernel
// and then note what was done. A descriptor is known by its inode: names come and go.
#include "unit/power_loss/file_operations.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "base/check.h"

namespace mutation {
namespace {

struct Recording {
  dev_t device = 0;
  std::map<ino_t, Node> nodes;
  Node next = 0;
  std::vector<RecordedOperation> operations;
};

std::unique_ptr<Recording> recording;
int syncs_left_out = 0;

Node known(const struct stat& status) {
  if (!recording || status.st_dev != recording->device) return -1;
  const auto found = recording->nodes.find(status.st_ino);
  return found == recording->nodes.end() ? -1 : found->second;
}

// -1: not one that is recorded.
Node node_of(int fd) {
  struct stat status {};
  return recording && fstat(fd, &status) == 0 ? known(status) : -1;
}

// Where a path's last component lies.
struct Place {
  Node folder = -1;
  std::string name;
  bool exists = false;
};

Place place_of(int directory, const char* path) {
  Place place;
  if (!recording) return place;
  std::string parent = path;
  while (parent.size() > 1 && parent.back() == '/') parent.pop_back();
  const size_t slash = parent.rfind('/');
  place.name = slash == std::string::npos ? parent : parent.substr(slash + 1);
  parent = slash == std::string::npos ? "." : parent.substr(0, slash + 1);
  struct stat status {};
  if (fstatat(directory, parent.c_str(), &status, 0) == 0) place.folder = known(status);
  place.exists = fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
  return place;
}

void note(RecordedOperation operation) {
  recording->operations.push_back(std::move(operation));
}

// A name that was just made.
void note_made(FileOperation what, const Place& place, const struct stat& status) {
  const Node node = ++recording->next;
  recording->nodes[status.st_ino] = node;
  note({.what = what, .node = node, .folder = place.folder, .name = place.name});
}

int opened(int directory, const char* path, int flags, mode_t mode) {
  const bool writes = (flags & (O_CREAT | O_TRUNC)) != 0;
  const Place place = writes ? place_of(directory, path) : Place();
  const auto fd = static_cast<int>(syscall(SYS_openat, directory, path, flags, mode));
  if (fd < 0 || place.folder < 0) return fd;
  const int error = errno;
  struct stat status {};
  if (!place.exists && fstat(fd, &status) == 0) {
    note_made(FileOperation::make_file, place, status);
  } else if ((flags & O_TRUNC) != 0 && node_of(fd) >= 0) {
    note({.what = FileOperation::set_size, .node = node_of(fd)});
  }
  errno = error;
  return fd;
}

ssize_t written(int fd, const void* data, size_t size, off_t offset) {
  const Node node = node_of(fd);
  if (node >= 0 && offset < 0) {
    const bool appends = (syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND) != 0;
    struct stat status {};
    fstat(fd, &status);
    const off_t position = appends ? status.st_size : lseek(fd, 0, SEEK_CUR);
    const ssize_t put = syscall(SYS_write, fd, data, size);
    if (put > 0) {
      note({.what = FileOperation::write,
            .node = node,
            .offset = position,
            .data = std::string(static_cast<const char*>(data), static_cast<size_t>(put))});
    }
    return put;
  }
  if (offset < 0) return syscall(SYS_write, fd, data, size);
  const ssize_t put = syscall(SYS_pwrite64, fd, data, size, offset);
  if (node >= 0 && put > 0) {
    note({.what = FileOperation::write,
          .node = node,
          .offset = offset,
          .data = std::string(static_cast<const char*>(data), static_cast<size_t>(put))});
  }
  return put;
}

int resized(int fd, off_t size) {
  const auto done = static_cast<int>(syscall(SYS_ftruncate, fd, size));
  if (done == 0 && node_of(fd) >= 0)
    note({.what = FileOperation::set_size, .node = node_of(fd), .offset = size});
  return done;
}

int synced(long call, int fd) {
  const Node node = node_of(fd);
  if (node >= 0) {
    struct stat status {};
    fstat(fd, &status);
    note({.what = S_ISDIR(status.st_mode) ? FileOperation::sync_folder : FileOperation::sync_file,
          .node = node});
  }
  return syncs_left_out > 0 ? 0 : static_cast<int>(syscall(call, fd));
}

int made_folder(int directory, const char* path, mode_t mode) {
  const Place place = place_of(directory, path);
  const auto done = static_cast<int>(syscall(SYS_mkdirat, directory, path, mode));
  struct stat status {};
  if (done == 0 && place.folder >= 0 && fstatat(directory, path, &status, 0) == 0)
    note_made(FileOperation::make_folder, place, status);
  return done;
}

int removed(int directory, const char* path, int flags) {
  const Place place = place_of(directory, path);
  const auto done = static_cast<int>(syscall(SYS_unlinkat, directory, path, flags));
  if (done == 0 && place.folder >= 0)
    note({.what = FileOperation::remove_name, .folder = place.folder, .name = place.name});
  return done;
}

int renamed(int from_directory, const char* from, int to_directory, const char* to,
            unsigned flags) {
  const Place old_place = place_of(from_directory, from);
  const Place new_place = place_of(to_directory, to);
  const auto done =
      static_cast<int>(syscall(SYS_renameat2, from_directory, from, to_directory, to, flags));
  if (done != 0 || old_place.folder < 0) return done;
  MUTATION_CHECK(new_place.folder >= 0);
  note({.what = FileOperation::rename,
        .folder = old_place.folder,
        .name = old_place.name,
        .new_folder = new_place.folder,
        .new_name = new_place.name});
  return done;
}

void note_existing(const std::string& path, Node folder) {
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    struct stat status {};
    MUTATION_CHECK(lstat(entry.path().c_str(), &status) == 0);
    const Place place{folder, entry.path().filename(), false};
    if (entry.is_directory()) {
      note_made(FileOperation::make_folder, place, status);
      note_existing(entry.path(), recording->nodes[status.st_ino]);
      continue;
    }
    note_made(FileOperation::make_file, place, status);
    const Node node = recording->nodes[status.st_ino];
    std::ifstream file(entry.path(), std::ios::binary);
    note({.what = FileOperation::write,
          .node = node,
          .data = {std::istreambuf_iterator<char>(file), {}}});
    note({.what = FileOperation::sync_file, .node = node});
  }
  note({.what = FileOperation::sync_folder, .node = folder});
}

}  // namespace

FileRecorder::FileRecorder(const std::string& folder) {
  MUTATION_CHECK(!recording);
  struct stat status {};
  MUTATION_CHECK(stat(folder.c_str(), &status) == 0);
  auto started = std::make_unique<Recording>();
  started->device = status.st_dev;
  started->nodes[status.st_ino] = 0;
  recording = std::move(started);
  note_existing(folder, 0);
  before_ = recording->operations.size();
  ++syncs_left_out;
}

FileRecorder::~FileRecorder() {
  recording.reset();
  --syncs_left_out;
}

const std::vector<RecordedOperation>& FileRecorder::operations() const {
  return recording->operations;
}

NoSyncs::NoSyncs() {
  ++syncs_left_out;
}
NoSyncs::~NoSyncs() {
  --syncs_left_out;
}

}  // namespace mutation

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return mutation::opened(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return mutation::opened(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return mutation::opened(directory, path, flags, mode);
}

int openat64(int directory, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return mutation::opened(directory, path, flags, mode);
}

ssize_t write(int fd, const void* data, size_t size) {
  return mutation::written(fd, data, size, -1);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return mutation::written(fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return mutation::written(fd, data, size, offset);
}
int ftruncate(int fd, off_t size) noexcept {
  return mutation::resized(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept {
  return mutation::resized(fd, size);
}
int fsync(int fd) {
  return mutation::synced(SYS_fsync, fd);
}
int fdatasync(int fd) {
  return mutation::synced(SYS_fdatasync, fd);
}
// Room for records; it is worth nothing after a loss of power.
int posix_fallocate(int, off_t, off_t) {
  return 0;
}
int posix_fallocate64(int, off64_t, off64_t) {
  return 0;
}
int mkdir(const char* path, mode_t mode) noexcept {
  return mutation::made_folder(AT_FDCWD, path, mode);
}
int mkdirat(int directory, const char* path, mode_t mode) noexcept {
  return mutation::made_folder(directory, path, mode);
}
int unlink(const char* path) noexcept {
  return mutation::removed(AT_FDCWD, path, 0);
}
int unlinkat(int directory, const char* path, int flags) noexcept {
  return mutation::removed(directory, path, flags);
}
int rmdir(const char* path) noexcept {
  return mutation::removed(AT_FDCWD, path, AT_REMOVEDIR);
}
int rename(const char* from, const char* to) noexcept {
  return mutation::renamed(AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat(int from_directory, const char* from, int to_directory, const char* to) noexcept {
  return mutation::renamed(from_directory, from, to_directory, to, 0);
}

}  // extern "C"
