// Who has a compute context on a GPU, from NVML's list of running compute processes, whose entries
// differ in size from one version of the library to the next.
#pragma once

#include <span>
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

}  // namespace mutation
