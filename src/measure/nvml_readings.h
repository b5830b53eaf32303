// How each quantity is read from NVML: function, unit, rate, and what a plausible value is. One
// table, so that opening, reading and reporting cannot disagree.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "measure/nvml_api.h"
#include "model/sample.h"

namespace mutation {

// What a call brought: a value in the quantity's unit, or NVML's error code.
using NvmlAnswer = std::variant<double, NvmlReturn>;

struct NvmlReading {
  Quantity quantity = Quantity::power;
  Rate rate = Rate::fast;
  std::string function;                              // "nvmlDeviceGetPowerUsage"
  double resolution = 0;                             // in the quantity's unit
  double most = 0;                                   // a higher value is a failed read, not a value
  std::function<NvmlAnswer(NvmlDeviceHandle)> call;  // empty: the library has no such function
};

// All that may be read of a device, in the order of Quantity.
std::vector<NvmlReading> nvml_readings(const NvmlFunctions& functions);

}  // namespace mutation
