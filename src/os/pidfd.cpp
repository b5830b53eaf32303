#include "os/pidfd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "os/poll.h"

namespace mutation {
namespace {

ProcessEnd end_of(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {.code = info.si_status, .signal = {}};
  return {.code = {}, .signal = info.si_status};
}

int wait_for(idtype_t type, id_t id, siginfo_t* info, int options) {
  int result = 0;
  do {
    *info = {};
    result = waitid(type, id, info, options);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

std::optional<UniqueFd> open_pidfd(pid_t pid) {
  UniqueFd fd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!fd.valid()) return std::nullopt;
  return fd;
}

int send_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0 ? 0 : errno;
}

Result<std::optional<ProcessEnd>> reap(int pidfd) {
  siginfo_t info;
  if (wait_for(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG) != 0) {
    return errno_error("wait for a child", errno);
  }
  if (info.si_pid == 0) return std::optional<ProcessEnd>();
  return std::optional<ProcessEnd>(end_of(info));
}

Result<std::optional<ProcessEnd>> reap_until(int pidfd, BootTime deadline) {
  pollfd ended[] = {{.fd = pidfd, .events = POLLIN, .revents = 0}};
  poll_until(ended, deadline);
  return reap(pidfd);
}

void reap_blocking(pid_t pid) {
  siginfo_t info;
  wait_for(P_PID, static_cast<id_t>(pid), &info, WEXITED);
}

bool reap_if_ended(pid_t pid) {
  siginfo_t info;
  return wait_for(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG) == 0 && info.si_pid != 0;
}

void reap_killed_group(pid_t group) {
  const BootTime deadline = Boottime::now() + std::chrono::milliseconds(100);
  siginfo_t info;
  while (wait_for(P_PGID, static_cast<id_t>(group), &info, WEXITED | WNOHANG) == 0) {
    if (info.si_pid != 0) continue;
    if (Boottime::now() >= deadline) return;
    poll_until({}, Boottime::now() + std::chrono::milliseconds(1));
  }
}

Children reap_all(std::vector<Reaped>* reaped) {
  siginfo_t info;
  while (wait_for(P_ALL, 0, &info, WEXITED | WNOHANG | __WALL) == 0) {
    if (info.si_pid == 0) return Children::some;
    reaped->push_back({info.si_pid, end_of(info)});
  }
  return Children::none;
}

}  // namespace mutation
