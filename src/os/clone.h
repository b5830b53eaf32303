// clone3(2) with the semantics of fork(2): the one place that makes processes. Nothing here decides
// what the child does.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace mutation {

// Like fork(2): 0 in the child, the child's pid in the parent, -1 and errno on failure. The parent
// gets a close-on-exec pidfd in `*pidfd`. `flags`: CLONE_NEW* or 0. `cgroup_fd`: the directory of
// the cgroup v2 in which the child is born, -1 for the caller's own. No atfork handlers run: the
// child must keep to async-signal-safe calls. Where clone3 is not to be had and neither flags nor a
// cgroup are asked for, fork(2) and pidfd_open(2) stand in for it. Any thread. [clone(2)]
pid_t clone_process(std::uint64_t flags, int cgroup_fd, int* pidfd);

}  // namespace mutation
