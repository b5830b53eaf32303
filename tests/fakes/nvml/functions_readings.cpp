// The exported functions of the fake NVML that give readings.
#include <cmath>

#include "fakes/nvml/give.h"

using namespace fake_nvml;

namespace {

nvmlReturn_t give_limit(nvmlDevice_t device, const char* function, unsigned* milliwatts) {
  return give(function, device, [&](const Call& call) {
    *milliwatts = static_cast<unsigned>(
        std::lround(call.state.limit_watts.value_or(call.device->limit_watts) * 1000));
  });
}

}  // namespace

extern "C" {

nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned* milliwatts) {
  return give_limit(device, "nvmlDeviceGetPowerManagementLimit", milliwatts);
}
nvmlReturn_t nvmlDeviceGetPowerManagementDefaultLimit(nvmlDevice_t device, unsigned* milliwatts) {
  return give("nvmlDeviceGetPowerManagementDefaultLimit", device, [&](const Call& call) {
    *milliwatts = static_cast<unsigned>(
        std::lround(call.state.default_limit_watts.value_or(call.device->limit_watts) * 1000));
  });
}
nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned* milliwatts) {
  return give("nvmlDeviceGetPowerUsage", device,
              [&](const Call& call) { *milliwatts = call.readings.milliwatts; });
}
nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, unsigned sensor, unsigned* celsius) {
  if (sensor != 0) return NVML_ERROR_INVALID_ARGUMENT;
  return give("nvmlDeviceGetTemperature", device, [&](const Call& call) {
    *celsius = static_cast<unsigned>(std::llround(call.state.temperature));
  });
}
nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t* rates) {
  return give("nvmlDeviceGetUtilizationRates", device, [&](const Call& call) {
    rates->gpu = static_cast<unsigned>(std::lround(call.state.utilization));
    rates->memory = static_cast<unsigned>(std::lround(call.state.memory_utilization));
  });
}
nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, unsigned type, unsigned* mhz) {
  if (type > 3) return NVML_ERROR_INVALID_ARGUMENT;
  return give("nvmlDeviceGetClockInfo", device, [&](const Call& call) {
    *mhz = type == 2 ? call.state.memory_clock : call.state.sm_clock;
  });
}
nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device,
                                                       unsigned long long* reasons) {
  return give("nvmlDeviceGetCurrentClocksThrottleReasons", device,
              [&](const Call& call) { *reasons = call.state.throttle; });
}
nvmlReturn_t nvmlDeviceGetPerformanceState(nvmlDevice_t device, unsigned* state) {
  return give("nvmlDeviceGetPerformanceState", device,
              [&](const Call& call) { *state = call.state.performance_state; });
}
nvmlReturn_t nvmlDeviceGetTotalEccErrors(nvmlDevice_t device, unsigned type, unsigned counter,
                                         unsigned long long* count) {
  if (type > 1 || counter > 1) return NVML_ERROR_INVALID_ARGUMENT;
  return give_if_there("nvmlDeviceGetTotalEccErrors", device, count, [&](const DeviceState& state) {
    // Corrected errors are none of the script's.
    return type == 0 && state.ecc_errors ? std::optional<unsigned long long>(0) : state.ecc_errors;
  });
}

#ifndef FAKE_NVML_OLD

nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned* milliwatts) {
  return give_limit(device, "nvmlDeviceGetEnforcedPowerLimit", milliwatts);
}
nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device,
                                                 unsigned long long* millijoules) {
  return give("nvmlDeviceGetTotalEnergyConsumption", device,
              [&](const Call& call) { *millijoules = call.readings.millijoules; });
}
nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device,
                                                    unsigned long long* reasons) {
  return give("nvmlDeviceGetCurrentClocksEventReasons", device,
              [&](const Call& call) { *reasons = call.state.throttle; });
}

#endif

}  // extern "C"
