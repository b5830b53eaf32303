// How much of the machine's CPUs was used by processes that are not ours: all that was used, less
// what the trainings' trees, their keepers and this program used. Two looks, and the difference.
// [proc(5), Documentation/admin-guide/cgroup-v2.rst: cpu.stat]
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/units.h"

namespace mutation {

// A tree of ours: whoever descends from its keeper.
struct CpuTree {
  pid_t keeper = 0;
  std::string cgroup;  // directory; "" without one
};

// What a tree has used since it began, its dead processes included.
struct TreeCpuTime {
  Seconds used{0};
  bool by_cgroup = false;  // else the sum over its processes and their children that ended
};

// Counters at one moment.
struct CpuLook {
  MonotonicTime at{};
  std::string problem;                 // why nothing can be told from it; "" when all is there
  Seconds busy{0};                     // of all CPUs, since boot: not idle, nor waiting for a disk
  Seconds total{0};                    // the same, and idle
  Seconds program{0};                  // this program alone
  std::map<pid_t, TreeCpuTime> trees;  // by keeper
};

// Reads under `root` ("/", or a tree of files in tests). `self`: this program's pid.
CpuLook look_at_cpus(const std::string& root, pid_t self, const std::vector<CpuTree>& trees,
                     MonotonicTime at);

// Shorter stretches are not told of: CPU time is counted in ticks of 10 ms.
inline constexpr Seconds kShortestForForeignCpu{1};

struct ForeignCpu {
  std::optional<double> fraction;  // of all CPUs over the time, 0..1
  std::string reason;              // why it is absent; ""
};

// Trees that are only in the later look began in between. What comes out slightly below 0 or above
// 1, by no more than counting in ticks explains, is 0 or 1; what lies further below is absent: then
// the kernel's counts do not speak of the same CPUs (a container with a /proc of its own).
ForeignCpu foreign_cpu(const CpuLook& before, const CpuLook& after);

// The usage in the text of a cgroup's cpu.stat; none when it has none.
std::optional<Seconds> parse_cgroup_cpu_time(std::string_view cpu_stat);

}  // namespace mutation
