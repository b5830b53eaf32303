#include "record/session_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include <chrono>

#include "base/clock.h"
#include "os/file.h"
#include "os/poll.h"

namespace mutation {
namespace {

std::string file_of(const std::string& directory) {
  return directory + "/events.jsonl";
}

// Who only looks (has_writer) holds the lock for a moment.
constexpr int kMostTries = 20;
constexpr std::chrono::milliseconds kBetweenTries{10};

enum class Lock { had, taken, not_there, unknown };

// What came of asking for it. `unknown` leaves errno.
Lock ask_for(int fd, int operation) {
  if (flock(fd, operation | LOCK_NB) == 0) return Lock::had;
  switch (errno) {
    case EWOULDBLOCK:
      return Lock::taken;
    case ENOLCK:
    case ENOSYS:
    case EOPNOTSUPP:
      return Lock::not_there;
    default:
      return Lock::unknown;
  }
}

// For writing, where that is allowed: network file systems lock only what was opened so.
UniqueFd open_to_ask(const std::string& file) {
  UniqueFd fd(open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) fd = UniqueFd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  return fd;
}

// Whether a file that could not be opened names no session of which anything could be said.
bool is_none(int error) {
  return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP;
}

}  // namespace

Result<UniqueFd> lock_session(const std::string& directory) {
  Result<UniqueFd> file = open_for_append(file_of(directory));
  if (!file) {
    return Error{file.error().message, "a session is written by the user whose it is, see ls -l"};
  }
  for (int tries = 1;; ++tries) {
    const Lock lock = ask_for(file->get(), LOCK_EX);
    const int failure = errno;
    if (lock == Lock::had || lock == Lock::not_there) return file;
    if (lock == Lock::unknown) {
      return errno_error("lock " + file_of(directory), failure,
                         "try again when the file system answers: until then it cannot be told "
                         "whether another program writes the session");
    }
    if (tries > kMostTries) break;
    poll_until({}, Boottime::now() + kBetweenTries);
  }
  return Error{"another program writes the session " + directory + " now",
               "wait until it has ended, or end it with `mutation stop`"};
}

bool has_writer(const std::string& directory) {
  const UniqueFd file = open_to_ask(file_of(directory));
  if (!file.valid()) return !is_none(errno);
  const Lock lock = ask_for(file.get(), LOCK_SH);
  return lock == Lock::taken || lock == Lock::unknown;
}

}  // namespace mutation
