#include "os/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "os/clone.h"
#include "os/prepared_child.h"
#include "os/signals.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

constexpr std::uint64_t kAsRoot = CLONE_NEWPID | CLONE_NEWNS;
constexpr std::uint64_t kAsUser = kAsRoot | CLONE_NEWUSER;

// What the namespace's init tells, each in one write: the program's pid outside, then its end.
struct Told {
  int pid = 0;
  int end_code = 0;  // siginfo_t::si_code
  int end_status = 0;
};

// All that init needs; prepared before the clone.
struct InitPlan {
  const ChildPlan* program = nullptr;  // null: only try
  bool user_namespace = false;
  std::string uid_map;
  std::string gid_map;
  int told = -1;  // pipe
};

bool write_text(const char* path, const char* text) {
  const auto fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const size_t size = std::strlen(text);
  const bool written = syscall(SYS_write, fd, text, size) == static_cast<long>(size);
  syscall(SYS_close, fd);
  return written;
}

bool map_user(const InitPlan& plan) {
  return write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/uid_map", plan.uid_map.c_str()) &&
         write_text("/proc/self/gid_map", plan.gid_map.c_str());
}

// Slave, not private: what is mounted outside later is seen inside.
bool mount_proc() {
  return syscall(SYS_mount, nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0 &&
         syscall(SYS_mount, "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) ==
             0;
}

// The caller's pid as the given /proc names it.
int pid_in(long proc) {
  char text[16] = {};
  const long length = syscall(SYS_readlinkat, proc, "self", text, sizeof text - 1);
  int pid = 0;
  for (long i = 0; i < length; ++i) pid = pid * 10 + (text[i] - '0');
  return pid;
}

[[noreturn]] void be_the_program(const InitPlan& plan, long outer_proc) {
  const Told told{.pid = pid_in(outer_proc)};
  syscall(SYS_write, plan.told, &told, sizeof told);
  carry_out(*plan.program);
}

// Reaps until nothing is left in the namespace; init's end then is the namespace's.
[[noreturn]] void be_init(pid_t program, int told) {
  while (true) {
    siginfo_t info{};
    const long result = syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | __WALL, nullptr);
    if (result != 0 && errno == ECHILD) break;
    if (result != 0 || info.si_pid != program) continue;
    const Told end{.pid = program, .end_code = info.si_code, .end_status = info.si_status};
    syscall(SYS_write, told, &end, sizeof end);
  }
  while (true) syscall(SYS_exit_group, 0);
}

bool reader_is_gone(int pipe) {
  pollfd end{.fd = pipe, .events = 0, .revents = 0};
  const timespec at_once{};
  return syscall(SYS_ppoll, &end, 1, &at_once, nullptr, 0) > 0 && (end.revents & POLLERR) != 0;
}

[[noreturn]] void begin_init(const InitPlan& plan, int error_pipe) {
  // The keeper may have died before the first line: then nobody reads the pipe.
  syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (plan.told >= 0 && reader_is_gone(plan.told)) syscall(SYS_exit_group, 1);
  syscall(SYS_prctl, PR_SET_NAME, "mutation-init", 0, 0, 0);
  // The files under /proc/self of a process that is not dumpable belong to root. One that only
  // tries a namespace may be a copy of a program that keeps what its user's other processes must
  // not take.
  if (!plan.program) close_all_but(error_pipe);
  syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
  if (plan.user_namespace && !map_user(plan)) {
    fail_child(error_pipe, ChildStage::user_namespace, errno);
  }
  const long outer_proc =
      syscall(SYS_openat, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (outer_proc < 0 || !mount_proc()) fail_child(error_pipe, ChildStage::proc_mount, errno);
  if (!plan.program) {
    while (true) syscall(SYS_exit_group, 0);
  }
  int pidfd = -1;
  const pid_t program = clone_process(0, -1, &pidfd);
  if (program < 0) fail_child(error_pipe, ChildStage::fork, errno);
  if (program == 0) be_the_program(plan, outer_proc);
  close_all_but(plan.told);
  be_init(program, plan.told);
}

pid_t clone_init(const InitPlan& plan, int error_pipe, std::uint64_t flags, int* pidfd) {
  const AllSignalsBlocked blocked;
  const pid_t pid = clone_process(flags, -1, pidfd);
  if (pid == 0) begin_init(plan, error_pipe);
  return pid;
}

struct Init {
  pid_t pid = 0;
  UniqueFd pidfd;
};

// First without a user namespace, in which set-user-id programs do not work.
Result<Init> start_init(InitPlan plan, int error_pipe) {
  int pidfd = -1;
  pid_t pid = clone_init(plan, error_pipe, kAsRoot, &pidfd);
  if (pid < 0 && errno == EPERM) {
    plan.user_namespace = true;
    plan.uid_map = std::to_string(geteuid()) + " " + std::to_string(geteuid()) + " 1";
    plan.gid_map = std::to_string(getegid()) + " " + std::to_string(getegid()) + " 1";
    pid = clone_init(plan, error_pipe, kAsUser, &pidfd);
  }
  if (pid < 0) return errno_error("make a PID namespace", errno);
  note_own_child(pid);
  return Init{.pid = pid, .pidfd = UniqueFd(pidfd)};
}

void end_init(const Init& init) {
  send_signal(init.pidfd.get(), SIGKILL);
  reap_blocking(init.pid);
  forget_own_child(init.pid);
}

bool read_told(int fd, Told* told) {
  ssize_t got = 0;
  do {
    got = read(fd, told, sizeof *told);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof *told);
}

}  // namespace

Status try_pid_namespace() {
  const SpawnOptions nothing{.argv = {"namespace"}};
  PreparedChild prepared(nothing);
  if (Status piped = prepared.open_pipe(); !piped) return piped;
  const Result<Init> init = start_init({}, prepared.plan().error_pipe);
  if (!init) return init.error();
  const ExecOutcome outcome = prepared.wait_for_exec();
  end_init(*init);
  if (outcome == ExecOutcome::failed) return prepared.error();
  return {};
}

Result<NamespacedProcess> spawn_in_pid_namespace(const SpawnOptions& options) {
  PreparedChild prepared(options);
  if (Status piped = prepared.open_pipe(); !piped) return piped.error();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno_error("make a pipe", errno);
  UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  Result<Init> init = start_init({.program = &prepared.plan(), .told = write_end.get()},
                                 prepared.plan().error_pipe);
  if (!init) return init.error();
  write_end.reset();
  Told told;
  const ExecOutcome outcome = prepared.wait_for_exec();
  if (outcome != ExecOutcome::executed || !read_told(read_end.get(), &told)) {
    end_init(*init);
    if (outcome == ExecOutcome::failed) return prepared.error();
    return Error{"start " + options.argv.front() + ": its PID namespace died", {}};
  }
  return NamespacedProcess{.init = init->pid,
                           .init_pidfd = std::move(init->pidfd),
                           .pid = told.pid,
                           .end = std::move(read_end)};
}

ProcessEnd take_end(const UniqueFd& end) {
  Told told;
  if (!read_told(end.get(), &told)) return {.code = {}, .signal = SIGKILL};
  if (told.end_code == CLD_EXITED) return {.code = told.end_status, .signal = {}};
  return {.code = {}, .signal = told.end_status};
}

}  // namespace mutation
