// The simulated GPU as a power source. Its load is the CPU time of this program's descendants, so a
// training on the CPU warms it and draws power. Every channel says "simulated".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "measure/cpu_load.h"
#include "measure/power_source.h"
#include "measure/simulated_gpu.h"
#include "measure/simulated_truth.h"

namespace mutation {

// The processes that may be load, without what does not compute for a training.
using LoadProbe = std::function<std::vector<ProcessStat>()>;

// This process's descendants but the keepers of trees.
std::vector<ProcessStat> training_processes();

class SimulatedSource final : public PowerSource {
 public:
  // REQUIRES: cpus > 0.
  SimulatedSource(LoadProbe probe, int cpus, std::shared_ptr<const Clock> clock,
                  const SimulatedGpuOptions& options = {},
                  std::optional<SimulatedTruth> truth = {});

  std::string name() const override { return "simulated"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  void advance();
  double value_of(Quantity quantity) const;
  void read_processes(SampleBatch& into);

  LoadProbe probe_;
  std::shared_ptr<const Clock> clock_;
  CpuLoad cpu_load_;
  double load_ = 0;  // as last looked at
  SimulatedGpu gpu_;
  std::optional<SimulatedTruth> truth_;
  MonotonicTime advanced_to_;
  MonotonicTime probed_at_;
  Instrumentation instrumentation_;
};

}  // namespace mutation
