// Finds the energy domains among the powercap files, whichever way the tree is laid out.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

struct RaplZone {
  std::string folder;  // of the zone's files
  std::string id;      // "package-0", "dram-0", "core-0", "psys": unique
};

// The zones intel-rapl:N and intel-rapl:N:M under `powercap` (the folder), each once, packages
// before their parts; those of intel-rapl-mmio count the same energy again and are left out. An
// error when there is no such folder or no such zone.
Result<std::vector<RaplZone>> rapl_zones(const std::string& powercap);

}  // namespace mutation
