// What lies between the exported functions and the devices: counting of nvmlInit, the time, errors,
// delays and hangs. Any thread.
#pragma once

#include <string>
#include <vector>

#include "fakes/nvml/devices.h"

// What a nvmlDevice_t points to.
struct nvmlDevice_st {
  size_t index;
};

// What a nvmlEventSet_t points to: the registered devices and how many of their Xids were told.
struct nvmlEventSet_st {
  struct Watched {
    nvmlDevice_t device;
    size_t told;
  };
  std::vector<Watched> watched;
};

namespace fake_nvml {

nvmlReturn_t init();
nvmlReturn_t shutdown();

// A call as it was begun: the code that it must end with if that is not NVML_SUCCESS, and what it
// may tell, as of its beginning. `function`: without version. Takes as long as the script says, or
// hangs.
struct Call {
  nvmlReturn_t code = NVML_SUCCESS;
  const Script* script = nullptr;
  double seconds = 0;  // of the script
  size_t index = 0;
  const DeviceLine* device = nullptr;
  DeviceState state;
  Readings readings;
};
Call begin(const char* function);
Call begin(const char* function, nvmlDevice_t device);

// The handle of the device at this index; null when there is none.
nvmlDevice_t handle_of(size_t index);

}  // namespace fake_nvml
