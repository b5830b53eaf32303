// What the lists of compute processes, counted over the foreground, say of who used the GPUs: how
// much of the time the background loaded them, and which part of the energy was the foreground's.
// Pure.
#pragma once

#include <optional>
#include <string>

namespace mutation {

// A process's utilisation from which it loads a GPU, %.
inline constexpr double kLoadingUtilization = 1;
// Fewer looks are no share of the time to speak of.
inline constexpr int kFewestLooks = 5;

// Over the foreground; a look is at all lists of the run's GPUs, about once a second.
struct ProcessCounts {
  int looks = 0;
  // In which a process of the background's was on a GPU and, where NVML tells its utilisation, not
  // idle.
  int background_loads = 0;
  int looks_with_utilization = 0;     // in which some process's utilisation was told
  double foreground_utilization = 0;  // %, of its processes, summed over the looks
  double all_utilization = 0;         // %, of all processes, likewise
};

struct LoadedFraction {
  std::optional<double> fraction;  // 0..1
  std::string reason;              // why it is absent; ""
};

// `untrusted`: why the lists are not to be trusted; "" when they are.
LoadedFraction loaded_fraction(const ProcessCounts& counts, const std::string& untrusted);

struct ForegroundShare {
  std::optional<double> joules;
  std::string reason;  // why it is absent, or its caveat
};

// The foreground's part of the GPUs' energy above idle, by its share of all utilisation.
ForegroundShare foreground_share(const ProcessCounts& counts,
                                 std::optional<double> above_idle_joules,
                                 const std::string& untrusted);

}  // namespace mutation
