// Chooses how a tree is held: in a cgroup of its own, in a PID namespace, or by the sweep alone.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "keeper/tree.h"
#include "os/cgroup.h"

namespace mutation {

struct ChosenMethod {
  TreeMethod method = TreeMethod::sweep;
  std::optional<Cgroup> cgroup;  // with TreeMethod::cgroup: made, empty
};

// `group_name`: of the cgroup, where one is made. Fails only when what is wanted is not `automatic`
// and cannot be had. Main thread.
Result<ChosenMethod> choose_method(TreeMethod wanted, const std::string& group_name);

// The kernel let a cgroup be made but nothing be born in it: `automatic` does not try again.
void note_cgroup_refused();

}  // namespace mutation
