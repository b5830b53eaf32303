#include "measure/cpu_energy.h"

#include "measure/rapl_source.h"

namespace mutation {

Result<std::unique_ptr<PowerSource>> open_cpu_energy(const std::string& root,
                                                     const OpenPerfEvent& open_event) {
  Result<std::unique_ptr<PowerSource>> powercap = RaplSource::open(root);
  if (powercap) return powercap;
  Result<std::unique_ptr<PowerSource>> perf = PerfPowerSource::open(root, open_event);
  if (perf) return perf;
  const Error& first = powercap.error();
  return Error{first.message + "; " + perf.error().message, first.hint};
}

}  // namespace mutation
