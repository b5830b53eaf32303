// Chooses how a tree is held: in a cgroup of its own (version 2, else version 1's freezer), in a
// PID namespace, or by the sweep alone.
//
// Why in this order: what is in a cgroup cannot leave it without root, even where program and
// keeper were both killed a later start finds it there, and the training sees the machine as it is.
// A PID namespace ends with its keeper whatever happens, but the training gets a /proc of its own
// and, of a plain user, a user namespace, in which programs that become another user (sudo, ping)
// do not work. The sweep alone loses its tree with program and keeper.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "keeper/tree.h"
#include "os/cgroup.h"

namespace mutation {

struct ChosenMethod {
  TreeMethod method = TreeMethod::sweep;
  std::optional<Cgroup> cgroup;  // where in_cgroup(): made, empty
};

// Of a tree's cgroup: "mutation-<run>-<tree>", of letters that a file name may have.
std::string group_name(const std::string& run_id, const std::string& tree);

// `group_name`: of the cgroup, where one is made. Fails only when what is wanted is not `automatic`
// and cannot be had. Main thread.
Result<ChosenMethod> choose_method(TreeMethod wanted, const std::string& group_name);

// The kernel let a cgroup be made but nothing be started in it: `automatic` does not try again.
// REQUIRES: in_cgroup(method).
void note_refused(TreeMethod method);

}  // namespace mutation
