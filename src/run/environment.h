// What a run sets in the environment of its trainings.
#pragma once

#include <string>
#include <vector>

#include "model/sample.h"
#include "model/value.h"

namespace mutation {

// What is set in a training's environment beside its own: unbuffered output, and the run's devices:
// NVIDIA's as CUDA counts them in PCI order, AMD's for ROCm, Intel's for Level Zero. Of a vendor of
// whom the run has no device nothing is set. With a simulated GPU, whose load is CPU time, no CUDA
// device is visible. `asked` goes to CUDA where there is no GPU to look at.
Environment device_environment(const Instrumentation& instrumentation, const std::vector<int>& gpus,
                               const std::vector<std::string>& asked);

// `base` with `over` on top, each name once.
Environment merged(Environment base, const Environment& over);

}  // namespace mutation
