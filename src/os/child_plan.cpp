#include "os/child_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

// Everything goes through syscall(2): libc's wrappers would be those of a sanitizer where one is
// built in, and these take locks that another thread may have held when the process was cloned.
namespace mutation {
namespace {

constexpr unsigned kLastFd = ~0U;
constexpr int kFallbackFdLimit = 4096;  // before Linux 5.11: how far descriptors are looked for

int duplicate_above(int fd, int base) {
  return static_cast<int>(syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, base));
}

void close_on_exec_from(int first) {
  if (syscall(SYS_close_range, static_cast<unsigned>(first), kLastFd, CLOSE_RANGE_CLOEXEC) == 0) {
    return;
  }
  for (int fd = first; fd < kFallbackFdLimit; ++fd) syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

bool is_target(const ChildPlan& plan, int fd) {
  for (std::size_t i = 0; i < plan.fd_count; ++i) {
    if (plan.fds[i].to == fd) return true;
  }
  return false;
}

// First everything moves above the targets, so that no target overwrites a source.
bool arrange_descriptors(const ChildPlan& plan, int* executable_fd, int* error_pipe) {
  int base = 3;
  for (std::size_t i = 0; i < plan.fd_count; ++i) {
    if (plan.fds[i].to >= base) base = plan.fds[i].to + 1;
  }
  const int moved_pipe = duplicate_above(*error_pipe, base);
  if (moved_pipe < 0) return false;
  *error_pipe = moved_pipe;
  if (*executable_fd >= 0 && (*executable_fd = duplicate_above(*executable_fd, base)) < 0) {
    return false;
  }
  int moved[kMaxFds];
  for (std::size_t i = 0; i < plan.fd_count; ++i) {
    moved[i] = duplicate_above(plan.fds[i].from, base);
    if (moved[i] < 0) return false;
  }
  for (int fd = 0; fd < base; ++fd) {
    if (!is_target(plan, fd)) syscall(SYS_close, fd);
  }
  for (std::size_t i = 0; i < plan.fd_count; ++i) {
    if (syscall(SYS_dup3, moved[i], plan.fds[i].to, 0) < 0) return false;
  }
  close_on_exec_from(base);
  return true;
}

// exec leaves ignored signals ignored, so all go back to their defaults by hand.
void reset_signals(bool block_all) {
  const char default_action[64] = {};  // the kernel's struct: SIG_DFL, no flags, empty mask
  constexpr std::size_t kMaskSize = 8;
  for (int signal = 1; signal <= 64; ++signal) {
    syscall(SYS_rt_sigaction, signal, default_action, nullptr, kMaskSize);
  }
  if (block_all) return;
  const unsigned char empty_mask[kMaskSize] = {};
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, empty_mask, nullptr, kMaskSize);
}

// A wish: a training runs as well without it.
void set_oom_score_adj(const char* text) {
  const auto fd = syscall(SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  syscall(SYS_write, fd, text, std::strlen(text));
  syscall(SYS_close, fd);
}

// 0 is whoever writes it. Nothing was forked yet, so nothing stays outside.
bool enter_cgroup(int directory) {
  const auto fd = syscall(SYS_openat, directory, "cgroup.procs", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool entered = syscall(SYS_write, fd, "0", std::size_t{1}) == 1;
  syscall(SYS_close, fd);
  return entered;
}

// As execvp(3): what is not there is passed over; "permission denied" is remembered.
int execute(const ChildPlan& plan, int executable_fd) {
  if (executable_fd >= 0) {
    syscall(SYS_execveat, executable_fd, "", plan.argv, plan.environment, AT_EMPTY_PATH);
    return errno;
  }
  int result = ENOENT;
  for (const char* const* path = plan.candidates; *path; ++path) {
    syscall(SYS_execve, *path, plan.argv, plan.environment);
    if (errno == EACCES) {
      result = EACCES;
    } else if (errno != ENOENT && errno != ENOTDIR) {
      return errno;
    }
  }
  return result;
}

}  // namespace

void fail_child(int error_pipe, ChildStage stage, int errno_value) {
  const ChildReport report{stage, errno_value};
  syscall(SYS_write, error_pipe, &report, sizeof report);
  while (true) syscall(SYS_exit_group, 127);
}

void close_all_but(int kept) {
  if (kept > 0) syscall(SYS_close_range, 0U, static_cast<unsigned>(kept) - 1, 0);
  syscall(SYS_close_range, static_cast<unsigned>(kept) + 1, kLastFd, 0);
}

void carry_out(const ChildPlan& plan) {
  int executable_fd = plan.executable_fd;
  int error_pipe = plan.error_pipe;
  const ChildReport begun{ChildStage::begun, 0};
  syscall(SYS_write, error_pipe, &begun, sizeof begun);
  if (plan.joined_cgroup >= 0 && !enter_cgroup(plan.joined_cgroup)) {
    fail_child(error_pipe, ChildStage::cgroup, errno);
  }
  if (plan.new_session && syscall(SYS_setsid) < 0) {
    fail_child(error_pipe, ChildStage::session, errno);
  }
  if (!arrange_descriptors(plan, &executable_fd, &error_pipe)) {
    fail_child(error_pipe, ChildStage::descriptors, errno);
  }
  if (plan.oom_score_adj) set_oom_score_adj(plan.oom_score_adj);
  if (plan.directory && syscall(SYS_chdir, plan.directory) != 0) {
    fail_child(error_pipe, ChildStage::directory, errno);
  }
  reset_signals(plan.block_all_signals);
  fail_child(error_pipe, ChildStage::exec, execute(plan, executable_fd));
}

}  // namespace mutation
