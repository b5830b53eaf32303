#include "os/spawn.h"

#include <errno.h>

#include "os/clone.h"
#include "os/pidfd.h"
#include "os/prepared_child.h"
#include "os/signals.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

// Makes the child, in the cgroup where one is given, and waits until its program is executed.
Result<Spawned> attempt(const SpawnOptions& options, int cgroup_fd, ExecOutcome* outcome) {
  const bool enters = options.cgroup_entry == CgroupEntry::entered;
  PreparedChild prepared(options, enters ? cgroup_fd : -1);
  if (Status piped = prepared.open_pipe(); !piped) return piped.error();
  int pidfd = -1;
  pid_t pid = -1;
  {
    const AllSignalsBlocked blocked;
    pid = clone_process(0, enters ? -1 : cgroup_fd, &pidfd);
    if (pid == 0) carry_out(prepared.plan());
  }
  if (pid < 0) return errno_error("start " + options.argv.front() + ": clone", errno);
  Spawned spawned{.pid = pid, .pidfd = UniqueFd(pidfd), .in_cgroup = cgroup_fd >= 0};
  note_own_child(pid);
  *outcome = prepared.wait_for_exec();
  if (*outcome == ExecOutcome::executed) return spawned;
  reap_blocking(pid);
  forget_own_child(pid);
  if (*outcome != ExecOutcome::killed_at_birth) return prepared.error();
  return Error{"start " + options.argv.front() + ": it was killed before it had begun", {}};
}

}  // namespace

Result<Spawned> spawn(const SpawnOptions& options) {
  ExecOutcome outcome = ExecOutcome::killed_at_birth;
  if (options.cgroup_fd >= 0) {
    Result<Spawned> spawned = attempt(options, options.cgroup_fd, &outcome);
    // Refused (the clone failed), or killed by the kernel because the group was killed before.
    const bool stayed_outside =
        outcome == ExecOutcome::killed_at_birth || outcome == ExecOutcome::cgroup_refused;
    if (!stayed_outside) return spawned;
  }
  return attempt(options, -1, &outcome);
}

}  // namespace mutation
