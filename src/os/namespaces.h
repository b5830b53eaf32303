// PID namespaces: a process tree that ends, to the last process, when its init does. The kernel
// sees to it, whatever the processes do. The tree gets its own /proc and, where the caller is no
// root, a user namespace in which it stays the user it was. [pid_namespaces(7), user_namespaces(7)]
#pragma once

#include <sys/types.h>

#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "os/pidfd.h"
#include "os/spawn.h"

namespace mutation {

struct NamespacedProcess {
  pid_t init = 0;  // a child of the caller's; ends when no process is left in the namespace
  UniqueFd init_pidfd;
  pid_t pid = 0;  // the program's, in the caller's PID namespace
  UniqueFd end;   // readable when the program has ended: take_end()
};

// Whether this process may make one, /proc included. Costs a process; ask once.
Status try_pid_namespace();

// As spawn(), as the first process of a new PID namespace; cgroup_fd does not count. The namespace
// dies with the thread that called. REQUIRES: that process has one thread only.
Result<NamespacedProcess> spawn_in_pid_namespace(const SpawnOptions& options);

// How the program ended; a SIGKILL when its namespace died before it could tell. Does not block.
// REQUIRES: `end` is readable.
ProcessEnd take_end(const UniqueFd& end);

}  // namespace mutation
