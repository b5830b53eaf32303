// What lies between the exported functions and the devices: counting of nvmlInit, the time, errors
// and hangs. Any thread.
#pragma once

#include <string>

#include "fakes/nvml/devices.h"

// What a nvmlDevice_t points to.
struct nvmlDevice_st {
  size_t index;
};

namespace fake_nvml {

nvmlReturn_t init();
nvmlReturn_t shutdown();

// A call as it was begun: the code that it must end with if that is not NVML_SUCCESS, and copies of
// what it may tell. `function`: without version. Hangs when the script says so.
struct Call {
  nvmlReturn_t code = NVML_SUCCESS;
  Script script;
  size_t index = 0;
  DeviceLine device;
  DeviceState state;
};
Call begin(const char* function);
Call begin(const char* function, nvmlDevice_t device);

// The handle of the device at this index; null when there is none.
nvmlDevice_t handle_of(size_t index);

}  // namespace fake_nvml
