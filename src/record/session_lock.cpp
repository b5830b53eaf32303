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

// EINTR cannot come: the locks are only tried.
bool is_taken(int fd, int operation) {
  return flock(fd, operation | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace

Result<UniqueFd> lock_session(const std::string& directory) {
  Result<UniqueFd> file = open_for_append(file_of(directory));
  if (!file) {
    return Error{file.error().message, "a session is written by the user whose it is, see ls -l"};
  }
  int tries = 1;
  while (is_taken(file->get(), LOCK_EX)) {
    if (++tries <= kMostTries) {
      poll_until({}, Boottime::now() + kBetweenTries);
      continue;
    }
    return Error{"another program writes the session " + directory + " now",
                 "wait until it has ended, or end it with `mutation stop`"};
  }
  return file;
}

bool has_writer(const std::string& directory) {
  // For writing: network file systems lock only what was opened so.
  UniqueFd file(open(file_of(directory).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) file = UniqueFd(open(file_of(directory).c_str(), O_RDONLY | O_CLOEXEC));
  return file.valid() && is_taken(file.get(), LOCK_SH);
}

}  // namespace mutation
