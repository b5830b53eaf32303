// The processes below the calling one and the CPU time they use, from /proc.
#pragma once

#include <sys/types.h>

#include <map>
#include <vector>

namespace fake_nvml {

struct TreeProcess {
  pid_t pid = 0;
  double cpu_seconds = 0;
};

// All living descendants of the calling process but those named mutation-keeper.
std::vector<TreeProcess> tree_of_caller();

class TreeLoad {
 public:
  // 0..1: the share of the usable CPUs that the tree used since the last call; the last answer
  // again within 0.1 s of it.
  double update();

 private:
  double last_time_ = 0;
  double last_load_ = 0;
  std::map<pid_t, double> used_;
};

}  // namespace fake_nvml
