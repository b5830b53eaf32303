// Turns NVML's milliwatts, millijoules and out-parameters into values of our units; the only place
// that does.
#include "measure/nvml_readings.h"

namespace mutation {
namespace {

constexpr double kMilli = 1e-3;

// What any board draws lies between these; NVML's "not available" is all ones.
constexpr double kLeastBoardPower = 0.001;  // W
constexpr double kMostBoardPower = 20'000;  // W
constexpr double kMostEnergy = 1e13;        // J: 1 kW for 300 years
constexpr double kMostTemperature = 200;    // °C
constexpr double kMostPercent = 100;
constexpr double kMostClock = 100'000;                 // MHz
constexpr double kMostMask = 9'007'199'254'740'992.0;  // 2^53: exact in a double
constexpr double kMostPerformanceState = 15;           // NVML_PSTATE_UNKNOWN is 32
constexpr double kMostErrors = 1e12;

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

// The type that a field comes in differs from one driver to the next.
NvmlAnswer value_of(const NvmlFieldValue& field, double unit) {
  switch (field.value_type) {
    case 0:
      return field.value.as_double * unit;
    case 1:
      return field.value.as_unsigned * unit;
    case 2:
    case 3:
      return static_cast<double>(field.value.as_unsigned_long) * unit;
    case 4:
      return static_cast<double>(field.value.as_signed_long) * unit;
    case 5:
      return field.value.as_signed * unit;
    case 6:
      return field.value.as_unsigned_short * unit;
    default:
      return kNvmlUnknown;
  }
}

Call field(NvmlReturn (*function)(NvmlDeviceHandle, int, NvmlFieldValue*), unsigned which,
           double unit = 1) {
  if (!function) return {};
  return [function, which, unit](NvmlDeviceHandle device) -> NvmlAnswer {
    NvmlFieldValue value{};
    value.field = which;
    const NvmlReturn code = function(device, 1, &value);
    if (code != kNvmlSuccess) return code;
    return value.code != kNvmlSuccess ? NvmlAnswer(value.code) : value_of(value, unit);
  };
}

// Boards without this sensor have been seen to give 0.
Call memory_temperature_of(NvmlReturn (*function)(NvmlDeviceHandle, int, NvmlFieldValue*)) {
  if (!function) return {};
  return [read = field(function, kNvmlFieldMemoryTemperature)](NvmlDeviceHandle device) {
    const NvmlAnswer answer = read(device);
    return answer == NvmlAnswer(0.0) ? NvmlAnswer(kNvmlNotSupported) : answer;
  };
}

Call ecc_errors_of(NvmlReturn (*function)(NvmlDeviceHandle, unsigned, unsigned,
                                          unsigned long long*)) {
  if (!function) return {};
  return [function](NvmlDeviceHandle device) {
    unsigned long long raw = 0;
    const NvmlReturn code = function(device, kNvmlErrorUncorrected, kNvmlSinceDriverLoad, &raw);
    return answer(code, raw);
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
  const auto watts = [](Quantity quantity, const char* function, Rate rate, Call call) {
    return NvmlReading{quantity,        rate,           function, kMilli, kLeastBoardPower,
                       kMostBoardPower, std::move(call)};
  };
  const auto plain = [](Quantity quantity, const std::string& function, double most, Call call) {
    return NvmlReading{quantity, Rate::slow, function, 1, 0, most, std::move(call)};
  };
  return {
      watts(power, "nvmlDeviceGetPowerUsage", Rate::fast, simple(f.device_power, kMilli)),
      {energy, Rate::fast, "nvmlDeviceGetTotalEnergyConsumption", kMilli, 0, kMostEnergy,
       simple(f.device_energy, kMilli)},
      plain(temperature, "nvmlDeviceGetTemperature", kMostTemperature,
            selected(f.device_temperature, kNvmlTemperatureOfGpu)),
      plain(memory_temperature, "nvmlDeviceGetFieldValues(NVML_FI_DEV_MEMORY_TEMP)",
            kMostTemperature, memory_temperature_of(f.device_fields)),
      plain(utilization, "nvmlDeviceGetUtilizationRates", kMostPercent,
            utilization_of(f.device_utilization, &NvmlUtilization::gpu)),
      plain(memory_utilization, "nvmlDeviceGetUtilizationRates", kMostPercent,
            utilization_of(f.device_utilization, &NvmlUtilization::memory)),
      plain(sm_clock, "nvmlDeviceGetClockInfo(NVML_CLOCK_SM)", kMostClock,
            selected(f.device_clock, kNvmlClockSm)),
      plain(memory_clock, "nvmlDeviceGetClockInfo(NVML_CLOCK_MEM)", kMostClock,
            selected(f.device_clock, kNvmlClockMemory)),
      plain(throttle_reasons, f.throttle_reasons_symbol, kMostMask,
            simple(f.device_throttle_reasons)),
      plain(performance_state, "nvmlDeviceGetPerformanceState", kMostPerformanceState,
            simple(f.device_performance_state)),
      watts(power_instant, "nvmlDeviceGetFieldValues(NVML_FI_DEV_POWER_INSTANT)", Rate::fast,
            field(f.device_fields, kNvmlFieldPowerInstant, kMilli)),
      // The mean of a second needs no more.
      watts(power_average, "nvmlDeviceGetFieldValues(NVML_FI_DEV_POWER_AVERAGE)", Rate::slow,
            field(f.device_fields, kNvmlFieldPowerAverage, kMilli)),
      watts(power_limit, f.power_limit_symbol.c_str(), Rate::processes,
            simple(f.device_power_limit, kMilli)),
      {ecc_errors, Rate::processes, "nvmlDeviceGetTotalEccErrors(uncorrected, volatile)", 1, 0,
       kMostErrors, ecc_errors_of(f.device_ecc_errors)},
  };
}

bool is_plausible(const NvmlReading& reading, double value) {
  return value >= reading.least && value <= reading.most;
}

}  // namespace mutation
