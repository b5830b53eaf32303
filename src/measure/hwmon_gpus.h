// AMD and Intel GPUs as the kernel's drivers show them in sysfs: who they are and which files tell
// what. Reads only what wakes no sleeping GPU; the sensors are read by hwmon_gpu_source.
// [kernel: gpu/amdgpu/thermal.rst, ABI/testing/sysfs-driver-intel-{i915,xe}-hwmon]
#pragma once

#include <string>
#include <vector>

#include "measure/hwmon.h"
#include "model/sample.h"

namespace mutation {

struct HwmonGpu {
  Device device;
  // The state of the kernel's runtime power management: "active", "suspended"; the file may be
  // missing. [kernel: ABI/testing/sysfs-devices-power, runtime_status]
  std::string status_file;
  std::vector<SensorFile> sensors;
  // Of drivers that have one, in force now and as delivered; "" without.
  std::string power_limit_file;
  std::string default_power_limit_file;
};

// AMD's (amdgpu) before Intel's (i915, xe), each in PCI order with its index among them. A part of
// a card (a tile) is no GPU of its own.
std::vector<HwmonGpu> hwmon_gpus(const std::string& root);

// Whether a chip of that name belongs to a GPU, one that is measured here or by another source.
bool is_gpu_chip(const std::string& chip);

}  // namespace mutation
