// The control workload as what a session is made from: how much of it, its catalogue and settings.
#pragma once

#include <cstdint>
#include <string>

#include "app/inputs.h"
#include "app/options.h"
#include "base/result.h"
#include "measure/monitor.h"
#include "model/plan.h"

namespace mutation {

// What every run does; on every CPU and every GPU of its own.
struct ControlAmounts {
  std::uint64_t cpu_rounds = 0;
  std::uint64_t gpu_launches = 0;  // 0: there is no GPU that it can use
};

// What fills `seconds` by the rate (per second) that the trial's `output` has behind `word`, at
// least 1; an error where it has none.
Result<std::uint64_t> amount_in(const std::string& output, const std::string& word, double seconds);

// By a short trial, so that each takes about `seconds`. An error, too, where the runs' own GPUs are
// NVIDIA's and CUDA cannot be used.
Result<ControlAmounts> find_amounts(const Instrumentation& instrumentation, const Options& options);

// The program itself is the train script.
Result<Inputs> calibration_inputs(const ControlAmounts& amounts, const Options& options);

// So many runs of it with the role calibration, under the rules and waits that the options give.
Result<Plan> calibration_plan(const Inputs& inputs, const Options& options);

}  // namespace mutation
