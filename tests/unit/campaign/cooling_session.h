// A session's gates and warm-ups in virtual time: the real gate and what the campaign knows, on a
// simulated GPU, with trainings of random length and load. For tests and for bench/.
#pragma once

#include <cstdint>
#include <vector>

#include "measure/simulated_gpu.h"
#include "model/rules.h"

namespace mutation {

struct CoolingSession {
  SimulatedGpuOptions gpu;
  CoolingPolicy policy = CoolingPolicy::settled;
  int runs = 100;
  std::uint64_t seed = 1;
  Seconds minimum{60};
  Seconds maximum{300};
};

struct CoolingSessionResult {
  std::vector<double> starts;          // true temperatures, °C, one for each run
  std::vector<double> waits;           // s: its gates; warm-ups not included
  std::vector<double> time_constants;  // s, one for each gate with a fit
  int warm_ups = 0;
  int too_cold = 0;    // runs that began so all the same
  int timed_out = 0;   // gates
  Seconds warming{0};  // that warm-ups took in all
};

CoolingSessionResult simulate(const CoolingSession& session);

// A GPU of the time constant whose sensor has half a degree of noise and whole degrees, in a room
// that gets 3 degrees warmer and colder again every two hours.
SimulatedGpuOptions gpu_of(Seconds time_constant, std::uint64_t seed);

struct Spread {
  double mean = 0;
  double deviation = 0;  // standard
  double least = 0;
  double most = 0;
};
Spread spread_of(const std::vector<double>& values);

}  // namespace mutation
