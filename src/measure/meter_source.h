// Power meters of the machine and its parts that the kernel's hardware monitoring knows: ACPI power
// meters, power supplies, shunts on a board. Columns beside the others, never in a total: what they
// include is the vendor's affair. [kernel: hwmon/sysfs-interface.rst, hwmon/acpi_power_meter.rst]
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/hwmon.h"
#include "measure/power_source.h"

namespace mutation {

struct Meter {
  std::string name;  // "power_meter power1", "corsairpsu power total"
  std::vector<SensorFile> sensors;
};

// The meters of one chip, which are read together.
struct MeterChip {
  std::string name;     // the driver's
  int first_meter = 0;  // number of its first meter among all
  std::vector<Meter> meters;
};

// Every chip under `root` with power or energy, but for GPUs and for those whose energy RAPL has.
std::vector<MeterChip> meter_chips(const std::string& root);

class MeterSource final : public PowerSource {
 public:
  // Devices "meter-0", "meter-1", … from the chip's first. May take long: firmware answers for
  // some. An error when no meter of the chip can be read.
  static Result<std::unique_ptr<PowerSource>> open(const MeterChip& chip);

  // "meter-0", as its first meter
  std::string name() const override { return name_; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  MeterSource() = default;
  void add_meter(const Meter& meter, const std::string& id);

  std::string name_;
  std::vector<HwmonSensor> sensors_;  // one per channel, in the same order
  Instrumentation instrumentation_;
};

}  // namespace mutation
