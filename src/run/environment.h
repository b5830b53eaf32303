// What a run sets in the environment of its trainings.
#pragma once

#include <string>
#include <vector>

#include "model/sample.h"
#include "model/value.h"

namespace mutation {

// What is set in a training's environment beside its own: unbuffered output, and the run's devices,
// as CUDA counts them in PCI order. With a simulated GPU, whose load is CPU time, no CUDA device is
// visible.
Environment device_environment(const Instrumentation& instrumentation, const std::vector<int>& gpus,
                               const std::vector<std::string>& asked);

// `base` with `over` on top, each name once.
Environment merged(Environment base, const Environment& over);

}  // namespace mutation
