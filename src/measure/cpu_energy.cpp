#include "measure/cpu_energy.h"

#include <algorithm>

#include "measure/rapl_source.h"

namespace mutation {
namespace {

// Whether it gives what the CPU's total is made of, and not the parts only or the whole platform.
bool gives_total(const PowerSource& source) {
  return std::ranges::any_of(source.instrumentation().devices, &Device::in_total);
}

}  // namespace

Result<std::unique_ptr<PowerSource>> open_cpu_energy(const std::string& root,
                                                     const OpenPerfEvent& open_event) {
  Result<std::unique_ptr<PowerSource>> powercap = RaplSource::open(root);
  if (powercap && gives_total(**powercap)) return powercap;
  Result<std::unique_ptr<PowerSource>> perf = PerfPowerSource::open(root, open_event);
  if (perf && (!powercap || gives_total(**perf))) return perf;
  if (powercap) return powercap;
  const Error& first = powercap.error();
  return Error{first.message + "; " + perf.error().message, first.hint};
}

}  // namespace mutation
