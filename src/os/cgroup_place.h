// Where processes stand in the hierarchies of control groups. Reads only.
// [Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/cgroups.rst]
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace mutation {

// The hierarchy of version 2, or that of version 1's freezer.
enum class CgroupKind { unified, freezer };

// A process's place in one hierarchy.
struct CgroupPlace {
  std::string directory;  // "/sys/fs/cgroup/user.slice/…"
  std::string path;       // as the kernel names it in /proc/<pid>/cgroup: "/user.slice/…"
  CgroupKind kind = CgroupKind::unified;
};

// From the texts of /proc/<pid>/mountinfo and /proc/<pid>/cgroup. An error where the hierarchy is
// not mounted, or the process's group lies outside of what is mounted.
Result<CgroupPlace> find_cgroup(std::string_view mountinfo, std::string_view cgroup,
                                CgroupKind kind = CgroupKind::unified);
// This process's.
Result<CgroupPlace> own_cgroup(CgroupKind kind = CgroupKind::unified);
// The path of a process's cgroup in the hierarchy; "" when there is none.
std::string cgroup_path_of(pid_t pid, CgroupKind kind = CgroupKind::unified);

}  // namespace mutation
