// CPU energy from the kernel's powercap files (Intel RAPL; AMD by the same driver). System-wide,
// not per process. [kernel: power/powercap/powercap.rst]
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "measure/power_source.h"
#include "measure/rapl_zones.h"

namespace mutation {

// One energy domain: a zone's energy_uj, kept open so that reading goes on after privileges were
// dropped (the kernel checks them when the file is opened only).
class RaplSource final : public PowerSource {
 public:
  // Looks under `root`/sys/class/powercap. An error when there is no domain that can be read; what
  // single domains lack stands in the absences.
  static Result<std::unique_ptr<PowerSource>> open(const std::string& root);

  std::string name() const override { return "rapl"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override;

 private:
  RaplSource() = default;
  Status add_zone(const RaplZone& zone, const std::string& name);

  std::vector<UniqueFd> counters_;  // one per channel, in the same order
  Instrumentation instrumentation_;
};

}  // namespace mutation
