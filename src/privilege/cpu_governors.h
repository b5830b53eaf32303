// The frequency governors of this machine's CPUs as sysfs shows them: reading, writing and putting
// back. Used by the program itself and by the root helper; decides nothing.
// [Documentation/admin-guide/pm/cpufreq.rst: /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor]
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mutation {

// The only values that are ever written.
inline constexpr std::array<std::string_view, 6> kGovernors = {
    "performance", "powersave", "ondemand", "conservative", "schedutil", "userspace"};

class CpuGovernors {
 public:
  // `filesystem_root` stands in front of /sys; "" for the real one.
  explicit CpuGovernors(std::string filesystem_root) : root_(std::move(filesystem_root)) {}

  // The distinct values over all CPUs that are online, sorted. A machine without governors (most
  // virtual ones) is an error that says so.
  Result<std::vector<std::string>> distinct() const;

  // Writes `governor` to every CPU that is online; the first call keeps what there was before.
  // After an error that is put back, as far as it can be. REQUIRES: one of kGovernors.
  Status set(std::string_view governor);

  // Writes back what there was before the first set(); nothing where there was none. All CPUs are
  // tried, the first error is given.
  Status restore();

 private:
  // File and value of every CPU that is online.
  Result<std::map<std::string, std::string>> read() const;

  std::string root_;
  std::map<std::string, std::string> before_;
};

}  // namespace mutation
