// Finds the energy domains among the powercap files, whichever way the tree is laid out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

// How often the counters move. [Intel SDM volume 3B, RAPL interfaces: about 1 ms]
inline constexpr Seconds kRaplUpdatePeriod{0.001};

struct RaplZone {
  std::string folder;  // of the zone's files
  std::string id;      // "package-0", "dram-0", "core-0", "psys": unique
};

// {0, 1} for "intel-rapl:0:1"; empty for any other name.
std::vector<int> rapl_zone_numbers(std::string_view name);

// The ids of zones, one for each and in the same order, from what their files `name` say ("" where
// that cannot be read). The keys are the zones' numbers, packages before their parts.
std::vector<std::string> rapl_zone_ids(const std::map<std::vector<int>, std::string>& names);

// Whether the domain of that id is summed into the CPU's energy. Core and uncore are parts of a
// package, psys contains all packages: counting them would count twice. DRAM stands beside its
// package.
bool counts_in_cpu_total(std::string_view id);

// A powercap file that holds a number of microjoules, in J. An error when it holds anything else.
Result<double> powercap_joules(std::string_view text, const std::string& path);

// The zones intel-rapl:N and intel-rapl:N:M under `powercap` (the folder), each once, packages
// before their parts; those of intel-rapl-mmio count the same energy again and are left out. An
// error when there is no such folder or no such zone.
Result<std::vector<RaplZone>> rapl_zones(const std::string& powercap);

}  // namespace mutation
