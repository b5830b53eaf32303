// /proc/<pid>/stat and the tree of processes that it describes. [proc(5)]
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

struct ProcessStat {
  pid_t pid = 0;
  std::string name;  // comm, at most 15 characters
  char state = '?';  // R S D Z T …
  pid_t parent = 0;
  pid_t session = 0;
  std::uint64_t start_ticks = 0;  // since boot; pid and start_ticks together name a process
  Seconds cpu_time{0};            // user and system, without children
};

// None when there is no such process (any more).
std::optional<ProcessStat> read_process(pid_t pid);

// All processes of this PID namespace.
std::vector<ProcessStat> all_processes();

// `root`'s children, their children and so on, without `root`; from one pass over /proc.
std::vector<ProcessStat> descendants_of(pid_t root);
// The same from processes that were read already.
std::vector<ProcessStat> descendants_of(pid_t root, const std::vector<ProcessStat>& processes);

// /proc/sys/kernel/random/boot_id.
std::string boot_id();

}  // namespace mutation
