// The cgroup subtree that root makes for the program and hands to the invoking user:
//   <the program's own cgroup>/mutation-<pid>/          the user's; trees of trainings may stand
//   here
//                                            program/   the program itself
// The user may move processes only within it, which is what CLONE_INTO_CGROUP needs. Enables no
// controllers and limits nothing but the number and depth of groups below.
// [Documentation/admin-guide/cgroup-v2.rst, "Delegation"; cgroups(7)]
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "base/result.h"
#include "base/units.h"
#include "os/cgroup.h"

namespace mutation {

class DelegatedCgroup {
 public:
  // Makes the subtree under `parent`, which `client` is in, and moves `client` into its program/.
  // Removes empty ones of programs that are gone.
  // REQUIRES: root.
  static Result<DelegatedCgroup> make(const CgroupPlace& parent, pid_t client, uid_t uid,
                                      gid_t gid);

  // The cgroup directory that `client` is in now.
  const std::string& program_directory() const { return program_.place().directory; }

  // Moves `client` back to where it was.
  Status release(pid_t client) const;

  // Kills every process in the subtree, waits at most `bound` for them to be gone and removes it.
  Status kill_and_remove(Seconds bound) const;

 private:
  DelegatedCgroup(CgroupPlace parent, Cgroup subtree, Cgroup program)
      : parent_(std::move(parent)), subtree_(std::move(subtree)), program_(std::move(program)) {}

  CgroupPlace parent_;
  Cgroup subtree_;
  Cgroup program_;
};

}  // namespace mutation
