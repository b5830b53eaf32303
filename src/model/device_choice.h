// Which device a name in the settings or on the command line means.
#pragma once

#include <string>

#include "model/sample.h"

namespace mutation {

// Where the first GPU stands among the devices; their number when there is none.
int first_gpu(const Instrumentation& instrumentation);

// Whether the device is the GPU that `name` means: its UUID; vendor and index, "amd:1"; or an index
// alone, which counts among the GPUs of the first one's vendor (NVIDIA's, where there is any).
bool is_gpu_named(const Instrumentation& instrumentation, int device, const std::string& name);

}  // namespace mutation
