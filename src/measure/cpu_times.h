// What the kernel has counted of all CPUs' time. [proc(5), /proc/stat]
#pragma once

#include <optional>
#include <string_view>

namespace mutation {

// What all processes used of the CPUs since boot, and what there was of them.
struct CpuTimes {
  double busy = 0;   // ticks
  double total = 0;  // ticks
};
// From the text of /proc/stat; none when it is not that.
std::optional<CpuTimes> parse_cpu_times(std::string_view text);

}  // namespace mutation
