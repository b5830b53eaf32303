// The seam to everything that measures: NVML, RAPL, the simulated GPU, later hwmon and others.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/sample.h"

namespace mutation {

// One library or bus. Opened on the main thread; then read() is called on one reader thread only,
// which destroys it, too. Both may hang without harm to anything but its own figures.
class PowerSource {
 public:
  virtual ~PowerSource() = default;
  // "nvml", "rapl", "perf", "amdgpu-0", "meter-0", "simulated".
  virtual std::string name() const = 0;
  // Its devices and channels; indices count from 0 within this source. Fixed after opening.
  virtual const Instrumentation& instrumentation() const = 0;
  // Reads every channel (or list of processes) of that rate and appends what came, with channel and
  // device indices of this source. A read that fails is a ReadFailure, never a value.
  virtual void read(Rate rate, SampleBatch& into) = 0;
};

}  // namespace mutation
