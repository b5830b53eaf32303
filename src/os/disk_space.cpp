#include "os/disk_space.h"

#include <errno.h>
#include <fmt/format.h>
#include <sys/statvfs.h>

namespace mutation {
namespace {

constexpr double kMegabyte = 1e6;

}  // namespace

Result<DiskSpace> disk_space(const std::string& directory) {
  struct statvfs status {};
  if (statvfs(directory.c_str(), &status) != 0) {
    return errno_error("ask for the free space of " + directory, errno);
  }
  // File systems without a fixed number of files give 0 for all of them.
  const bool counts_files = status.f_files > 0;
  return DiskSpace{std::uint64_t{status.f_bavail} * status.f_frsize,
                   !counts_files || status.f_favail > 0};
}

Status enough_disk_space(const std::string& directory, double need_mb) {
  const Result<DiskSpace> space = disk_space(directory);
  if (!space) return space.error();
  const double free_mb = static_cast<double>(space->free_bytes) / kMegabyte;
  if (need_mb > 0 && free_mb < need_mb) {
    return Error{fmt::format("{:.0f} MB are free in {}, and {:.0f} MB are needed before a run "
                             "begins",
                             free_mb, directory, need_mb),
                 "free some disk space, or ask for less with min_free_disk_mb"};
  }
  if (need_mb > 0 && !space->has_free_files) {
    return Error{"no further file can be made in " + directory +
                     ": its file system has no free "
                     "inode",
                 "remove some files"};
  }
  return {};
}

}  // namespace mutation
