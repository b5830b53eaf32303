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
  double least = 0;                                  // a lower value is a failed read, not a value
  double most = 0;                                   // likewise a higher one
  std::function<NvmlAnswer(NvmlDeviceHandle)> call;  // empty: the library has no such function
};

// All that may be read of a device, in the order of Quantity, but what the driver tells as events.
std::vector<NvmlReading> nvml_readings(const NvmlFunctions& functions);

// Whether the value may be what the quantity is; never for what is no number.
bool is_plausible(const NvmlReading& reading, double value);

}  // namespace mutation
