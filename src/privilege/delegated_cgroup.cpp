#include "privilege/delegated_cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "os/file.h"
#include "os/poll.h"

namespace mutation {
namespace {

// What the kernel says that a delegatee must own (/sys/kernel/cgroup/delegate), without the
// controllers' files: no controller is enabled here.
constexpr const char* kDelegated[] = {".", "cgroup.procs", "cgroup.threads",
                                      "cgroup.subtree_control"};

Status hand_over(const Cgroup& group, uid_t uid, gid_t gid) {
  for (const char* const file : kDelegated) {
    if (fchownat(group.fd(), file, uid, gid, AT_SYMLINK_NOFOLLOW) != 0) {
      return errno_error("give " + group.place().directory + "/" + file + " to the user", errno);
    }
  }
  return {};
}

Status move_into(const CgroupPlace& place, pid_t process) {
  const std::string file = place.directory + "/cgroup.procs";
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + file, errno);
  return write_all(fd.get(), std::to_string(process), file);
}

// The kernel wakes a poll on cgroup.events whenever "populated" changes.
bool empties_within(const Cgroup& group, Seconds bound) {
  const UniqueFd events(openat(group.fd(), "cgroup.events", O_RDONLY | O_CLOEXEC));
  const BootTime deadline =
      Boottime::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(bound);
  while (group.populated()) {
    pollfd changed[] = {{events.get(), POLLPRI, 0}};
    if (poll_until(changed, deadline) <= 0) return false;
    // Reading it arms the next poll.
    char text[256];
    (void)pread(events.get(), text, sizeof text, 0);
  }
  return true;
}

}  // namespace

Result<DelegatedCgroup> DelegatedCgroup::make(const CgroupPlace& parent, pid_t client, uid_t uid,
                                              gid_t gid) {
  Result<Cgroup> subtree = Cgroup::make(parent, "mutation-" + std::to_string(client));
  if (!subtree) return subtree.error();
  Result<Cgroup> program = Cgroup::make(subtree->place(), "program");
  if (!program) {
    (void)subtree->remove();
    return program.error();
  }
  DelegatedCgroup made(parent, *std::move(subtree), *std::move(program));
  Status ready = hand_over(made.subtree_, uid, gid);
  if (ready) ready = hand_over(made.program_, uid, gid);
  if (ready) ready = move_into(made.program_.place(), client);
  if (ready) return made;
  (void)made.subtree_.remove();
  return ready.error();
}

Status DelegatedCgroup::release(pid_t client) const {
  return move_into(parent_, client);
}

Status DelegatedCgroup::kill_and_remove(Seconds bound) const {
  const Status killed = subtree_.kill();
  if (!empties_within(subtree_, bound)) {
    const std::string& where = subtree_.place().directory;
    return killed ? Error{"processes in " + where + " outlived SIGKILL", {}} : killed.error();
  }
  return subtree_.remove();
}

}  // namespace mutation
