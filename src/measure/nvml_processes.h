// Who has a compute context on a GPU, from NVML's list of running compute processes, whose entries
// differ in size from one version of the library to the next; and how much each of them uses it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "measure/nvml_api.h"
#include "model/sample.h"

namespace mutation {

using NvmlProcesses = std::variant<std::vector<ComputeProcess>, NvmlReturn>;

// Asks again with more room while the list outgrows it. Entries without a pid (processes of another
// PID namespace) are left out. REQUIRES: functions.device_processes.
NvmlProcesses nvml_compute_processes(const NvmlFunctions& functions, NvmlDeviceHandle device);

// How much each process used a device since the last look.
class NvmlProcessUtilization {
 public:
  // From now on: what the driver remembers of the time before is passed over. NVML's code: whether
  // the device can tell at all. REQUIRES: functions.device_process_utilization.
  NvmlReturn begin(const NvmlFunctions& functions, NvmlDeviceHandle device);
  // Fills in what the driver has told since the last call. A process of which it told nothing, or
  // no plausible share, keeps none: it may have been idle, or the driver has not looked since.
  void fill(const NvmlFunctions& functions, NvmlDeviceHandle device,
            std::vector<ComputeProcess>& processes);

 private:
  unsigned long long last_seen_us_ = 0;
};

}  // namespace mutation
