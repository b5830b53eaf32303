#include "privilege/state_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/clock.h"
#include "os/file.h"
#include "os/poll.h"

namespace mutation {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kPause{20};

Status check_owner(int directory, const std::string& name) {
  struct stat status {};
  if (fstat(directory, &status) != 0) return errno_error("stat " + name, errno);
  if (status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  return Error{name + " can be changed by others: what lies there is not trusted",
               "look at what is in it, then remove it"};
}

}  // namespace

Result<StateLock> StateLock::take(const std::string& directory) {
  if (directory.empty()) return StateLock(UniqueFd());
  const std::string parent = std::filesystem::path(directory).parent_path();
  if (Status made = make_directories(parent); !made) return made.error();
  if (mkdir(directory.c_str(), 0711) != 0 && errno != EEXIST) {
    return errno_error("make folder " + directory, errno);
  }
  UniqueFd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open folder " + directory, errno);
  if (Status trusted = check_owner(fd.get(), directory); !trusted) return trusted.error();
  const BootTime deadline = Boottime::now() + kPatience;
  while (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return errno_error("lock " + directory, errno);
    if (Boottime::now() >= deadline) {
      return Error{"lock " + directory + ": another process holds it", {}};
    }
    poll_until({}, Boottime::now() + kPause);
  }
  return StateLock(std::move(fd));
}

}  // namespace mutation
