// Differences of CPU time per process, summed.
#include "measure/cpu_load.h"

#include <sched.h>

#include <algorithm>
#include <thread>

#include "base/check.h"

namespace mutation {

double CpuLoad::update(const std::vector<ProcessStat>& processes, Seconds time) {
  MUTATION_CHECK(cpus_ > 0);
  std::map<Identity, Seconds> now_used;
  Seconds used{0};
  for (const ProcessStat& process : processes) {
    const Identity identity{process.pid, process.start_ticks};
    now_used[identity] = process.cpu_time;
    const auto before = used_.find(identity);
    used += process.cpu_time - (before == used_.end() ? Seconds(0) : before->second);
  }
  used_ = std::move(now_used);
  const bool first = std::exchange(first_, false);
  if (first || time <= Seconds(0)) return 0;
  return std::clamp(used / time / cpus_, 0.0, 1.0);
}

int usable_cpus() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0) return std::max(1, CPU_COUNT(&cpus));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace mutation
