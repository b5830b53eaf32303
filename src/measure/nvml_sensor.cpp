// A table of architectures.
#include "measure/nvml_sensor.h"

namespace mutation {
namespace {

constexpr double kDutyOfA100 = 0.18;
constexpr double kDutyOfH100 = 0.25;

bool is(ComputeCapability capability, int major, int minor) {
  return capability.major == major && capability.minor == minor;
}

}  // namespace

NvmlPowerSensor nvml_power_sensor(std::optional<ComputeCapability> capability) {
  if (!capability) return {};
  if (is(*capability, 8, 0)) return {Seconds(0), " (instantaneous)", kDutyOfA100};
  if (capability->major < 8) return {Seconds(0), " (instantaneous)", 1};
  return {kNvmlPowerAverage, " (1 s average)", is(*capability, 9, 0) ? kDutyOfH100 : 1};
}

}  // namespace mutation
