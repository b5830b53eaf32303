// What the attempts of a run or a session have consumed, from gate to stop, waits included, as far
// as it was measured. Passive.
#pragma once

#include <optional>

#include "base/units.h"

namespace mutation {

// Attempts that were repeated, interrupted or warm-ups count, for they were paid for. What the
// machine used beside (fans, disks, the power supply, GPUs that are not the runs' own, the time
// between attempts) is in none of these. An attempt that was cut off by a crash has no figures.
struct Consumption {
  std::optional<Joules> gpu;        // of the runs' own GPUs, measured; absent: no figure at all
  std::optional<Joules> cpu;        // of the machine's packages and their DRAM; likewise
  std::optional<Joules> simulated;  // of simulated GPUs: nobody pays for it
  int attempts = 0;                 // that have begun
  int incomplete = 0;               // of these, without a figure that its devices should give
};

}  // namespace mutation
