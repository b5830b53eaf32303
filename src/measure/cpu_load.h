// The share of the machine's CPUs that some processes used between two looks at them. Stands for
// the load of the simulated GPU.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/units.h"
#include "os/procfs.h"

namespace mutation {

class CpuLoad {
 public:
  // `cpus`: how many CPUs full load is. REQUIRES: cpus > 0.
  explicit CpuLoad(int cpus) : cpus_(cpus) {}

  // 0..1, over the `time` since the last call. What a process used before it is first seen counts
  // if it has come since the last call; the first call gives 0. What a process used between the
  // last look and its end is lost. CPU time is counted in ticks of 10 ms. [proc(5)]
  double update(const std::vector<ProcessStat>& processes, Seconds time);

 private:
  using Identity = std::pair<pid_t, std::uint64_t>;  // pid and start time
  int cpus_;
  bool first_ = true;
  std::map<Identity, Seconds> used_;
};

// How many CPUs this process may use. [sched_getaffinity(2)]
int usable_cpus();

}  // namespace mutation
