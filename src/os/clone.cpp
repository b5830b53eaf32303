#include "os/clone.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mutation {
namespace {

pid_t fork_with_pidfd(int* pidfd) {
  const pid_t pid = fork();
  // The pid cannot be another's yet: nobody but us may reap it.
  if (pid > 0) *pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  return pid;
}

}  // namespace

pid_t clone_process(std::uint64_t flags, int cgroup_fd, int* pidfd) {
  clone_args arguments{};
  arguments.flags = CLONE_PIDFD | flags;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(pidfd);
  arguments.exit_signal = SIGCHLD;
  if (cgroup_fd >= 0) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = static_cast<std::uint64_t>(cgroup_fd);
  }
  const auto pid = static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
  // Some containers' system call filters refuse clone3, whose flags they cannot see.
  const bool refused = pid < 0 && (errno == ENOSYS || errno == EPERM);
  return refused && flags == 0 && cgroup_fd < 0 ? fork_with_pidfd(pidfd) : pid;
}

}  // namespace mutation
