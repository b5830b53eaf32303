// /proc/<pid>/stat and the tree of processes that it describes. [proc(5)]
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
  Seconds children_cpu_time{0};   // of children that have ended and were waited for, and theirs
};

// From the text of /proc/<pid>/stat; none when it is not that.
std::optional<ProcessStat> parse_process_stat(std::string_view line);

// None when there is no such process (any more).
std::optional<ProcessStat> read_process(pid_t pid);

// "NAME=value" entries, each ended by a NUL, as they were at the process's exec; "" for a moment
// during an exec and for kernel threads. None where it is gone or may not be read.
std::optional<std::string> environment_of_process(pid_t pid);

// The pid that was given last in this PID namespace, to a process or a thread.
std::optional<pid_t> newest_pid();

// All processes of this PID namespace; those included, if they live, that were born while it was
// read, but where pids have just begun anew or more than 2,000 are born a pass.
std::vector<ProcessStat> all_processes();

// `root`'s children, their children and so on, without `root`; from one pass over /proc.
std::vector<ProcessStat> descendants_of(pid_t root);
// The same from processes that were read already.
std::vector<ProcessStat> descendants_of(pid_t root, const std::vector<ProcessStat>& processes);

// /proc/sys/kernel/random/boot_id.
std::string boot_id();

}  // namespace mutation
