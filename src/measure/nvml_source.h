// NVIDIA GPUs through NVML: finds the devices and what each of them really answers, then reads
// that. A device, function or reading that fails hides none of the others.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/nvml_api.h"
#include "measure/nvml_device.h"
#include "measure/nvml_events.h"
#include "measure/nvml_processes.h"
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
    NvmlDevice found;
    bool lists_processes = false;
    bool tells_utilization = false;  // of each process that it lists
    NvmlProcessUtilization utilization;
  };

  explicit NvmlSource(NvmlLibrary library);
  void find_devices();
  void find_channels(int device);
  void watch_for_xid(int device);
  void find_processes(OpenDevice& device);
  void check_processes(const std::string& root);
  std::vector<pid_t> listed_pids();
  void read_channel(int channel, SampleBatch& into) const;
  void read_events(SampleBatch& into);
  void read_processes(SampleBatch& into);
  const OpenDevice& device_of(int channel) const;
  void add_absence(const std::string& what, const OpenDevice& device, const std::string& reason);
  // "nvmlDeviceGetPowerUsage on GPU-…: NVML_ERROR_GPU_IS_LOST (15)"
  // Why a session can have no channel of it; "" when it can.
  std::string why_unreadable(const NvmlReading& reading, const OpenDevice& open) const;
  static std::string implausible_text(const NvmlReading& reading, const OpenDevice& device,
                                      double value);
  std::string failure_text(const std::string& function, const OpenDevice& device,
                           NvmlReturn code) const;

  NvmlLibrary library_;
  NvmlEvents events_;  // goes before the library
  std::vector<OpenDevice> devices_;
  std::vector<NvmlReading> channels_;  // as in the instrumentation; events have no call
  Instrumentation instrumentation_;
};

}  // namespace mutation
