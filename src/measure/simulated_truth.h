// The exact energy of the simulated GPU, written as time goes by, so that what was measured of it
// can be compared with what was true.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "measure/simulated_gpu.h"

namespace mutation {

class SimulatedTruth {
 public:
  // Appends to that file.
  static Result<SimulatedTruth> open(const std::string& path);

  // Advances the model by `time` from `from` on, and writes a line "SECONDS 0 JOULES" for each 10
  // ms of it: CLOCK_MONOTONIC, device 0, the exact energy since its birth. A write that fails ends
  // the file.
  void advance(SimulatedGpu& gpu, MonotonicTime from, Seconds time, double load);

 private:
  explicit SimulatedTruth(UniqueFd file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  UniqueFd file_;
  std::string path_;
};

}  // namespace mutation
