// A fixed amount of arithmetic on every CPU that this process may use. It touches no memory beyond
// registers, so that what differs between two runs of it is the machine.
#pragma once

#include <cstdint>

#include "base/units.h"

namespace mutation {

// How many CPUs the process may run on, at least 1.
int allowed_cpus();

// So many rounds on each of them, at the same time. The same checksum for the same number of rounds
// and CPUs.
std::uint64_t do_cpu_work(std::uint64_t rounds);

// How many rounds a second each of them does, found in about this time. At least 1.
double cpu_rounds_per_second(Seconds time);

}  // namespace mutation
