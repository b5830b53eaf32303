// Turns NVML's milliwatts, millijoules and out-parameters into values of our units; the only place
// that does.
#include "measure/nvml_readings.h"

namespace mutation {
namespace {

constexpr double kMilli = 1e-3;

// Beyond what any board draws, and below NVML's "not available" of all ones.
constexpr double kMostBoardPower = 20'000;  // W
constexpr double kMostEnergy = 1e13;        // J: 1 kW for 300 years
constexpr double kMostTemperature = 200;    // °C
constexpr double kMostPercent = 100;
constexpr double kMostClock = 100'000;                 // MHz
constexpr double kMostMask = 9'007'199'254'740'992.0;  // 2^53: exact in a double
constexpr double kMostPerformanceState = 15;           // NVML_PSTATE_UNKNOWN is 32

using Call = std::function<NvmlAnswer(NvmlDeviceHandle)>;

template <typename Raw>
NvmlAnswer answer(NvmlReturn code, Raw raw, double unit = 1) {
  if (code != kNvmlSuccess) return code;
  return static_cast<double>(raw) * unit;
}

// A function whose one out-parameter is the value, in `unit`s of ours.
template <typename Raw>
Call simple(NvmlReturn (*function)(NvmlDeviceHandle, Raw*), double unit = 1) {
  if (!function) return {};
  return [function, unit](NvmlDeviceHandle device) {
    Raw raw = 0;
    const NvmlReturn code = function(device, &raw);
    return answer(code, raw, unit);
  };
}

// A function that is told which sensor or clock is meant.
Call selected(NvmlReturn (*function)(NvmlDeviceHandle, unsigned, unsigned*), unsigned which) {
  if (!function) return {};
  return [function, which](NvmlDeviceHandle device) {
    unsigned raw = 0;
    const NvmlReturn code = function(device, which, &raw);
    return answer(code, raw);
  };
}

Call field(NvmlReturn (*function)(NvmlDeviceHandle, int, NvmlFieldValue*), unsigned which) {
  if (!function) return {};
  return [function, which](NvmlDeviceHandle device) {
    NvmlFieldValue value{};
    value.field = which;
    const NvmlReturn code = function(device, 1, &value);
    return answer(code != kNvmlSuccess ? code : value.code, value.value.as_unsigned);
  };
}

Call utilization_of(NvmlReturn (*function)(NvmlDeviceHandle, NvmlUtilization*),
                    unsigned NvmlUtilization::*part) {
  if (!function) return {};
  return [function, part](NvmlDeviceHandle device) {
    NvmlUtilization raw{};
    const NvmlReturn code = function(device, &raw);
    return answer(code, raw.*part);
  };
}

}  // namespace

std::vector<NvmlReading> nvml_readings(const NvmlFunctions& f) {
  using enum Quantity;
  return {
      {power, Rate::fast, "nvmlDeviceGetPowerUsage", kMilli, kMostBoardPower,
       simple(f.device_power, kMilli)},
      {energy, Rate::fast, "nvmlDeviceGetTotalEnergyConsumption", kMilli, kMostEnergy,
       simple(f.device_energy, kMilli)},
      {temperature, Rate::slow, "nvmlDeviceGetTemperature", 1, kMostTemperature,
       selected(f.device_temperature, kNvmlTemperatureOfGpu)},
      {memory_temperature, Rate::slow, "nvmlDeviceGetFieldValues(NVML_FI_DEV_MEMORY_TEMP)", 1,
       kMostTemperature, field(f.device_fields, kNvmlFieldMemoryTemperature)},
      {utilization, Rate::slow, "nvmlDeviceGetUtilizationRates", 1, kMostPercent,
       utilization_of(f.device_utilization, &NvmlUtilization::gpu)},
      {memory_utilization, Rate::slow, "nvmlDeviceGetUtilizationRates", 1, kMostPercent,
       utilization_of(f.device_utilization, &NvmlUtilization::memory)},
      {sm_clock, Rate::slow, "nvmlDeviceGetClockInfo(NVML_CLOCK_SM)", 1, kMostClock,
       selected(f.device_clock, kNvmlClockSm)},
      {memory_clock, Rate::slow, "nvmlDeviceGetClockInfo(NVML_CLOCK_MEM)", 1, kMostClock,
       selected(f.device_clock, kNvmlClockMemory)},
      {throttle_reasons, Rate::slow, f.throttle_reasons_symbol, 1, kMostMask,
       simple(f.device_throttle_reasons)},
      {performance_state, Rate::slow, "nvmlDeviceGetPerformanceState", 1, kMostPerformanceState,
       simple(f.device_performance_state)},
  };
}

}  // namespace mutation
