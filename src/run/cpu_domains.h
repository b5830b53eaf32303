// Which of the CPU's energy counters are there but could not be opened: a sum over the others would
// look whole. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.h"
#include "model/sample.h"

namespace mutation {

// "package-1: open /sys/…: Permission denied", of each domain whose name begins with `name`
// ("package", "dram") that stands among the absences.
std::vector<std::string> unopened_cpu_domains(const Instrumentation& instrumentation,
                                              std::string_view name);

// Makes each sum over the CPU's domains that lacks one of them absent, with the reason.
void take_back_partial_sums(const Instrumentation& instrumentation, EnergyMetrics& metrics);

}  // namespace mutation
