// The frequency governors of this machine's CPUs as sysfs shows them: reading and writing, nothing
// more. What there was before is kept by governor_hold.h. Used by the program itself and by the
// root helper; decides nothing.
// [Documentation/admin-guide/pm/cpufreq.rst: /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor]
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mutation {

// The only values that a session may ask for.
inline constexpr std::array<std::string_view, 6> kGovernors = {
    "performance", "powersave", "ondemand", "conservative", "schedutil", "userspace"};

// "cpu0" -> "powersave".
using GovernorsByCpu = std::map<std::string, std::string>;

class CpuGovernors {
 public:
  // `filesystem_root` stands in front of /sys; "" for the real one.
  explicit CpuGovernors(std::string filesystem_root) : root_(std::move(filesystem_root)) {}

  // Of every CPU that is online. A machine without governors (most virtual ones) is an error that
  // says so.
  Result<GovernorsByCpu> read() const;

  // The distinct values over all CPUs that are online, sorted. Errors as read().
  Result<std::vector<std::string>> distinct() const;

  // What the drivers of all online CPUs offer (scaling_available_governors), sorted; empty where
  // they do not say. Errors as read().
  Result<std::vector<std::string>> offered() const;

  // Writes `governor` to every CPU that is online, up to the first error. An error before anything
  // is written when a driver does not offer it. REQUIRES: one of kGovernors.
  Status write(std::string_view governor) const;

  // Writes back `before` wherever `governor` stands now: a CPU that somebody else has set since is
  // left alone, and so is one that is offline or gone. All CPUs are tried, the first error is
  // given.
  Status put_back(const GovernorsByCpu& before, std::string_view governor) const;

  // "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", under the root.
  std::string file_of(const std::string& cpu) const;

 private:
  std::string root_;
};

// Whether `name` is a CPU's folder: "cpu0", "cpu17"; not "cpufreq", "cpuidle", "cpu0/..".
bool names_a_cpu(std::string_view name);
// Whether `name` may be a governor's: lower-case letters, digits, '_' and '-', at most 15 of them
// (CPUFREQ_NAME_LEN).
bool names_a_governor(std::string_view name);

}  // namespace mutation
