#include "model/device_choice.h"

#include <algorithm>

namespace mutation {

int first_gpu(const Instrumentation& instrumentation) {
  const std::vector<Device>& devices = instrumentation.devices;
  const auto first = std::ranges::find(devices, DeviceKind::gpu, &Device::kind);
  return static_cast<int>(first - devices.begin());
}

bool is_gpu_named(const Instrumentation& instrumentation, int device, const std::string& name) {
  const std::vector<Device>& devices = instrumentation.devices;
  const Device& gpu = devices[static_cast<size_t>(device)];
  if (gpu.kind != DeviceKind::gpu) return false;
  const std::string index = std::to_string(gpu.index);
  if (name == gpu.id || name == gpu.vendor + ":" + index) return true;
  return name == index &&
         gpu.vendor == devices[static_cast<size_t>(first_gpu(instrumentation))].vendor;
}

}  // namespace mutation
