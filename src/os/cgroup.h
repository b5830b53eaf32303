// Control groups, version 2, also beside version 1 (hybrid). Finds the own one, makes children and
// holds each by a directory descriptor, so that another of the same name is not mistaken for it.
// Sets no limits. [Documentation/admin-guide/cgroup-v2.rst]
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// A process's place in the version 2 hierarchy.
struct CgroupPlace {
  std::string directory;  // "/sys/fs/cgroup/user.slice/…"
  std::string path;       // as the kernel names it in /proc/<pid>/cgroup: "/user.slice/…"
};

// From the texts of /proc/<pid>/mountinfo and /proc/<pid>/cgroup. An error where version 2 is not
// mounted, or the process's group lies outside of what is mounted.
Result<CgroupPlace> find_cgroup(std::string_view mountinfo, std::string_view cgroup);
// This process's.
Result<CgroupPlace> own_cgroup();
// The path of a process's cgroup in the version 2 hierarchy; "" when there is none.
std::string cgroup_path_of(pid_t pid);

class Cgroup {
 public:
  // Makes a child of `parent`, "name" or, where that exists already, "name-2" and so on.
  static Result<Cgroup> make(const CgroupPlace& parent, const std::string& name);
  // Takes one that is open already. `place` is where it was.
  static Cgroup adopt(UniqueFd directory, CgroupPlace place);

  int fd() const { return directory_.get(); }
  const CgroupPlace& place() const { return place_; }

  // SIGKILL to every process in it and below, forks under way included (cgroup.kill, Linux 5.14);
  // on an older kernel to those that are listed now. Nothing should be born in it afterwards: on
  // Linux 6.18 whatever CLONE_INTO_CGROUP puts into a group that was killed once was seen to die of
  // SIGKILL before its first instruction. A fresh group below it is fine.
  Status kill() const;
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

  UniqueFd directory_;
  CgroupPlace place_;
};

}  // namespace mutation
