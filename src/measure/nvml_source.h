// NVIDIA GPUs through NVML: finds the devices and what each of them really answers, then reads
// that. A device, function or reading that fails hides none of the others.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/nvml_api.h"
#include "measure/nvml_readings.h"
#include "measure/power_source.h"

namespace mutation {

class NvmlSource final : public PowerSource {
 public:
  // `library`: as for dlopen(3); `root`: under which /proc is found. An error when there is no
  // library or not one device that can be read; what single devices lack stands in the absences.
  // The library may take seconds to wake its devices, or hang.
  static Result<std::unique_ptr<PowerSource>> open(const std::string& library,
                                                   const std::string& root);

  std::string name() const override { return "nvml"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  struct OpenDevice {
    NvmlDeviceHandle handle = nullptr;
    Device description;
    unsigned long long pci_order = 0;
    bool lists_processes = false;
  };
  // One entry per channel, in the same order.
  struct OpenChannel {
    NvmlDeviceHandle handle = nullptr;
    NvmlReading reading;
  };

  explicit NvmlSource(NvmlLibrary library);
  void find_devices();
  Result<OpenDevice> describe_device(unsigned nvml_index, const std::string& driver) const;
  void find_channels(int device);
  void find_processes(OpenDevice& device);
  void check_processes(const std::string& root);
  std::vector<pid_t> listed_pids() const;
  void read_processes(SampleBatch& into) const;
  // "nvmlDeviceGetPowerUsage on GPU-…: NVML_ERROR_GPU_IS_LOST (15)"
  std::string failure_text(const std::string& function, const std::string& device,
                           NvmlReturn code) const;

  NvmlLibrary library_;
  std::vector<OpenDevice> devices_;
  std::vector<OpenChannel> channels_;
  Instrumentation instrumentation_;
};

}  // namespace mutation
