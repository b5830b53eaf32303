// What NVIDIA's documentation and measurements of others say of a GPU's power sensor, by its
// architecture. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/units.h"

namespace mutation {

// [cudaDeviceProp::major, minor]
struct ComputeCapability {
  int major = 0;
  int minor = 0;
};

struct NvmlPowerSensor {
  // What nvmlDeviceGetPowerUsage gives: the mean of this long (0: the power of the moment), and in
  // words, " (1 s average)"; "" where the architecture is not known.
  Seconds averaging{0};
  std::string words;
  // The share of the time in which the sensor looks; 1: not known.
  double duty = 1;
};

// nvmlDeviceGetPowerUsage gives the mean of the last second since Ampere, except on GA100 (compute
// capability 8.0), which like its elders gives the power of the moment [NVML API reference,
// nvmlDeviceGetPowerUsage]. The sensor looks 17-19 of every 100 ms on A100 and 21-25 on H100
// [arXiv 2312.02741]; of others nothing is known.
NvmlPowerSensor nvml_power_sensor(std::optional<ComputeCapability> capability);

// What NVML_FI_DEV_POWER_AVERAGE is the mean of. [NVML API reference, field value queries]
inline constexpr Seconds kNvmlPowerAverage{1};

}  // namespace mutation
