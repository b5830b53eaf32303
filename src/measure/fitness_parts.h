// The parts that machine_fitness() is made of; each appends its facts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "measure/cpu_times.h"
#include "model/session_info.h"

namespace mutation {

using FitnessFacts = std::vector<FitnessFact>;

// Governor, turbo, SMT, clock, kernel, virtual machine, container, CPU temperature.
void add_cpu_fitness(const std::string& root, FitnessFacts& facts);
// Swap, and the load of others over `look`, which this waits for.
void add_load_fitness(const std::string& root, Seconds look, FitnessFacts& facts);
// Of each real GPU.
void add_gpu_fitness(const std::string& root, const std::vector<Device>& devices,
                     FitnessFacts& facts);

// The share of all CPUs that others used between two looks, 0..1, where this process used
// `own_ticks`. None when no time has passed.
std::optional<double> foreign_share(const CpuTimes& before, const CpuTimes& after,
                                    double own_ticks);

}  // namespace mutation
