// One AMD or Intel GPU, read through its driver's files in sysfs. A GPU that sleeps (runtime
// suspend) is never woken: as long as it sleeps every read is a failure that says so, never a
// value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/hwmon_gpus.h"
#include "measure/power_source.h"

namespace mutation {

class HwmonGpuSource final : public PowerSource {
 public:
  // May take long where the GPU's firmware does. An error when the GPU tells nothing; what single
  // files lack stands in the absences.
  static Result<std::unique_ptr<PowerSource>> open(const HwmonGpu& gpu);

  // "amdgpu-0"
  std::string name() const override { return name_; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  HwmonGpuSource() = default;
  void add_sensor(const SensorFile& file, bool asleep);
  void read_limits(const HwmonGpu& gpu);
  // Why it may not be read now; none when it is awake.
  std::optional<std::string> why_asleep() const;

  std::string name_;
  std::optional<SysfsFile> status_;
  std::vector<HwmonSensor> sensors_;  // one per channel, in the same order
  Instrumentation instrumentation_;
};

}  // namespace mutation
