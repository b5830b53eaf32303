// One device of NVML's: finds it and everything about it that does not change in a session.
#pragma once

#include <string>

#include "base/result.h"
#include "measure/nvml_api.h"
#include "measure/nvml_sensor.h"
#include "model/sample.h"

namespace mutation {

struct NvmlDevice {
  NvmlDeviceHandle handle = nullptr;
  Device description;  // without its index
  NvmlPowerSensor sensor;
  unsigned long long pci_order = 0;  // for sorting
};

// "" when the driver does not say.
std::string nvml_driver_version(const NvmlFunctions& functions);

// An error when the device cannot be had or has no UUID; whatever else it does not tell is absent.
Result<NvmlDevice> find_nvml_device(const NvmlLibrary& library, unsigned nvml_index);

}  // namespace mutation
