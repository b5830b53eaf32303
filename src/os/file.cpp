#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "os/folder.h"

namespace mutation {
namespace {

std::string parent_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

Result<UniqueFd> open_in_folder(const std::string& path, int flags, unsigned mode,
                                const char* how) {
  const Result<PlaceInFolder> place = find_place(path);
  if (!place) return with_context("open " + path + how, place.error());
  UniqueFd fd(
      openat(place->folder.get(), place->name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!fd.valid()) return errno_error("open " + path + how, errno);
  return fd;
}

Status written_and_synced(int fd, const WritePieces& pieces, const std::string& path) {
  const Status written = pieces([&](std::string_view piece) { return write_all(fd, piece, path); });
  if (!written) return written;
  if (fsync(fd) != 0) return errno_error("sync " + path, errno);
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, size_t limit) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + path, errno);
  std::string content;
  char buffer[65536];
  while (true) {
    const ssize_t got = read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("read " + path, errno);
    if (got == 0) return content;
    content.append(buffer, static_cast<size_t>(got));
    if (content.size() > limit) {
      return Error{"read " + path + ": larger than " + std::to_string(limit) + " bytes", {}};
    }
  }
}

Result<std::string> read_file_end(const std::string& path, size_t most) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + path, errno);
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return errno_error("stat " + path, errno);
  const auto size = static_cast<size_t>(status.st_size);
  std::string content(std::min(most, size), '\0');
  size_t filled = 0;
  while (filled < content.size()) {
    const auto offset = static_cast<off_t>(size - content.size() + filled);
    const ssize_t got = pread(fd.get(), content.data() + filled, content.size() - filled, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("read " + path, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  content.resize(filled);
  return content;
}

Status write_all(int fd, std::string_view content, const std::string& what_for_errors) {
  while (!content.empty()) {
    const ssize_t put = write(fd, content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno_error("write " + what_for_errors, errno);
    content.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

Status write_file_durably(const std::string& path, std::string_view content, unsigned mode) {
  return write_pieces_durably(
      path, [&](const auto& write) { return write(content); }, mode);
}

Status write_pieces_durably(const std::string& path, const WritePieces& pieces, unsigned mode) {
  const std::string temporary = path + ".tmp";
  const Result<PlaceInFolder> place = find_place(temporary);
  if (!place) return with_context("create " + temporary, place.error());
  const int folder = place->folder.get();
  const std::string name = place->name.substr(0, place->name.size() - 4);
  // What lies there already is a crash's, or a link that somebody has laid.
  unlinkat(folder, place->name.c_str(), 0);
  UniqueFd fd(openat(folder, place->name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd.valid()) return errno_error("create " + temporary, errno);
  if (Status written = written_and_synced(fd.get(), pieces, temporary); !written) {
    unlinkat(folder, place->name.c_str(), 0);
    return written;
  }
  fd.reset();
  if (renameat(folder, place->name.c_str(), folder, name.c_str()) != 0) {
    const Error error = errno_error("rename " + temporary + " to " + path, errno);
    unlinkat(folder, place->name.c_str(), 0);
    return error;
  }
  return sync_directory(parent_of(path));
}

Result<UniqueFd> open_for_append(const std::string& path, unsigned mode) {
  return open_in_folder(path, O_WRONLY | O_CREAT | O_APPEND, mode, " for appending");
}

Result<UniqueFd> open_anew(const std::string& path, unsigned mode) {
  return open_in_folder(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOCTTY, mode, " anew");
}

Status sync_directory(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open folder " + path, errno);
  // Some network file systems cannot sync a folder and say so; nothing more can be done there.
  if (fsync(fd.get()) != 0 && errno != EINVAL) return errno_error("sync folder " + path, errno);
  return {};
}

Status make_directories(const std::string& path) {
  const Result<UniqueFd> made = open_folder(path, MissingFolders::are_made);
  return made ? Status() : with_context("make folder " + path, made.error());
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + path, errno);
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return errno_error("stat " + path, errno);
  const auto size = static_cast<size_t>(status.st_size);
  if (size == 0) return MappedFile(nullptr, 0);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED) return errno_error("map " + path, errno);
  return MappedFile(static_cast<const char*>(data), size);
}

void MappedFile::release(size_t from, size_t to) const {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t first = (from + page - 1) / page * page;
  const size_t end = std::min(to, size_) / page * page;
  if (first < end) madvise(const_cast<char*>(data_) + first, end - first, MADV_DONTNEED);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_) munmap(const_cast<char*>(data_), size_);
}

}  // namespace mutation
