// Starts programs: a description goes in, a running process with its pidfd comes out, or the reason
// why its program could not be executed. Does not wait for processes (pidfd.h) nor group them
// (cgroup.h).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "os/child_plan.h"

namespace mutation {

enum class NewSession { no, yes };
enum class ChildSignals { unblocked, all_blocked };
// Born in a cgroup v2 (CLONE_INTO_CGROUP), or its first act is to enter one of version 1.
enum class CgroupEntry { born, entered };

struct SpawnOptions {
  // argv[0] is found along the PATH of `environment` when it has no slash; a relative one with a
  // slash counts from `directory`.
  std::vector<std::string> argv;
  int executable_fd = -1;                // executed instead of argv[0] where given
  std::vector<std::string> environment;  // "NAME=value", all of it
  std::string directory;                 // "" for the caller's
  std::vector<FdMapping> fds;            // at most kMaxFds; every other descriptor is closed
  NewSession session = NewSession::no;
  ChildSignals signals = ChildSignals::unblocked;  // dispositions always go back to their defaults
  std::optional<int> oom_score_adj;                // -1000..1000; a wish. [proc(5)]
  // Directory of the cgroup to be in from the start. Where the kernel refuses that, or kills
  // whatever is born there (see Cgroup::kill), the process stays in the caller's cgroup and
  // Spawned::in_cgroup is false.
  int cgroup_fd = -1;
  CgroupEntry cgroup_entry = CgroupEntry::born;
};

struct Spawned {
  pid_t pid = 0;
  UniqueFd pidfd;  // close-on-exec
  bool in_cgroup = false;
};

// Returns when the program has been executed. The child is noted as this process's own
// (subreaper.h); whoever reaps it says forget_own_child(). Any thread.
Result<Spawned> spawn(const SpawnOptions& options);

}  // namespace mutation
