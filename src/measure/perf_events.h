// The energy events that the kernel's power PMU offers, as its files describe them. They count what
// RAPL counts. [kernel: arch/x86/events/rapl.c, ABI/testing/sysfs-bus-event_source-devices-events]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

// One event on one CPU: what perf_event_open(2) needs, and what a count of 1 means.
struct PerfEnergyEvent {
  std::string id;      // as of the RAPL domain: "package-0", "dram-1", "psys"
  std::string source;  // "perf power/energy-pkg/ on CPU 0"
  std::uint32_t type = 0;
  std::uint64_t config = 0;
  int cpu = 0;
  double joules = 0;  // of one count
};

// The CPUs of "0,8-9". An error naming `path` for anything else.
Result<std::vector<int>> cpu_list(std::string_view text, const std::string& path);

// Each event of `root`'s power PMU, once for each CPU that the PMU names, which is one of each
// package or die; psys once, since it is of the whole machine. An error when there is no such PMU
// or one of its files says something unknown.
Result<std::vector<PerfEnergyEvent>> perf_energy_events(const std::string& root);

}  // namespace mutation
