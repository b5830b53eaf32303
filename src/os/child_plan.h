// The child's side of starting a program: what is done between clone and exec, with
// async-signal-safe system calls only. Internal to os/: spawn and namespaces build a plan before
// they clone.
#pragma once

#include <cstddef>

namespace mutation {

struct FdMapping {
  int from = -1;  // in the parent
  int to = -1;    // in the child, at most 15
};

// How far a child has come.
enum class ChildStage : int {
  begun,  // no failure: the child lives
  cgroup,
  user_namespace,
  proc_mount,
  fork,
  session,
  descriptors,
  directory,
  exec
};

// What a child tells through its error pipe: once that it has begun, and a failure where there is
// one.
struct ChildReport {
  ChildStage stage = ChildStage::exec;
  int errno_value = 0;
};

// Pointers into what the parent prepared; null-terminated arrays.
struct ChildPlan {
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const char* const* candidates = nullptr;  // tried in turn, unless there is an executable_fd
  int executable_fd = -1;
  int joined_cgroup = -1;           // directory of a cgroup that the child enters by itself
  const char* directory = nullptr;  // null: stays
  const FdMapping* fds = nullptr;   // all other descriptors are closed
  std::size_t fd_count = 0;         // at most kMaxFds
  bool new_session = false;
  bool block_all_signals = false;       // else none is blocked
  const char* oom_score_adj = nullptr;  // decimal text; null: stays
  int error_pipe = -1;                  // close-on-exec
};

inline constexpr std::size_t kMaxFds = 16;

// Carries out the plan; on failure writes a ChildReport to the error pipe and exits with 127.
// REQUIRES: all signals are blocked.
[[noreturn]] void carry_out(const ChildPlan& plan);

[[noreturn]] void fail_child(int error_pipe, ChildStage stage, int errno_value);

// Closes all descriptors but `kept`.
void close_all_but(int kept);

}  // namespace mutation
