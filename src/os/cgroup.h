// Control groups: version 2, also beside version 1 (hybrid), and version 1's freezer. Makes them
// and holds each by a directory descriptor, so that another of the same name is not mistaken for
// it. Sets no limits. [Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/freezer-subsystem.rst]
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "os/cgroup_place.h"

namespace mutation {

class Cgroup {
 public:
  // Makes a child of `parent`, "name" or, where that exists already, "name-2" and so on.
  static Result<Cgroup> make(const CgroupPlace& parent, const std::string& name);
  // One that exists; its place has no `path`. None when there is no such group (any more).
  static std::optional<Cgroup> open(const std::string& directory);
  // Takes one that is open already. `place` is where it was.
  static Cgroup adopt(UniqueFd directory, CgroupPlace place);

  int fd() const { return directory_.get(); }
  const CgroupPlace& place() const { return place_; }

  // SIGKILL to every process in it and below. Version 2 from Linux 5.14: by cgroup.kill, forks
  // under way included. Else those are killed that are listed while the group is frozen, when
  // nothing in it can fork; where it does not freeze within 50 ms (a process in uninterruptible
  // sleep) forks under way escape, and it must be killed again. Nothing should be born in a version
  // 2 group afterwards: on Linux 6.18 whatever CLONE_INTO_CGROUP puts into a group that was killed
  // once was seen to die of SIGKILL before its first instruction. A fresh group below it is fine.
  Status kill() const;
  // The same without cgroup.kill.
  void freeze_and_kill() const;
  // Whether a process that is no zombie is in it or below; false when the group is gone.
  bool populated() const;
  // In it and below, without zombies.
  std::vector<pid_t> processes() const;
  // How often the kernel's OOM killer has struck in it; 0 where the memory controller is not there.
  int oom_kills() const;
  // With the groups below it. Nothing wrong when it is gone already. REQUIRES: not populated.
  Status remove() const;

 private:
  Cgroup(UniqueFd directory, CgroupPlace place)
      : directory_(std::move(directory)), place_(std::move(place)) {}

  bool freeze(bool frozen) const;
  bool is_frozen() const;
  void kill_listed() const;

  UniqueFd directory_;
  CgroupPlace place_;
};

}  // namespace mutation
