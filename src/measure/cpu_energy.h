// CPU energy by whichever way there is: powercap's files first, else perf's power PMU. Both show
// the same counters, so only one of them is ever read.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "measure/perf_power_source.h"
#include "measure/power_source.h"

namespace mutation {

// An error when neither can be had, which says why of both and how the first could be.
Result<std::unique_ptr<PowerSource>> open_cpu_energy(
    const std::string& root, const OpenPerfEvent& open_event = open_perf_event);

}  // namespace mutation
