// The CPU, its clocks, and what kind of machine it belongs to.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "measure/fitness.h"
#include "measure/fitness_parts.h"
#include "measure/root.h"
#include "measure/sysfs_number.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kNoTurbo = "/sys/devices/system/cpu/intel_pstate/no_turbo";
constexpr const char* kBoost = "/sys/devices/system/cpu/cpufreq/boost";
constexpr const char* kSmt = "/sys/devices/system/cpu/smt/active";
constexpr const char* kClock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
constexpr const char* kThermalZones = "/sys/class/thermal";
constexpr const char* kPackageZone = "x86_pkg_temp";

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// The bit in a file that holds 0 or 1; none when it cannot be read or holds anything else.
std::optional<bool> bit_in(const std::string& path) {
  const auto line = line_of_file(path);
  if (line == "0") return false;
  if (line == "1") return true;
  return std::nullopt;
}

std::string on_or_off(const std::optional<bool>& on) {
  return !on ? "" : *on ? "on" : "off";
}

FitnessFact governor_fact(const MachineFacts& machine) {
  FitnessFact fact{.name = "CPU governor", .value = machine.governor.value_or("")};
  if (!machine.governor) {
    fact.meaning = machine.governor_absent_reason;
    return fact;
  }
  fact.warning = *machine.governor != "performance";
  fact.meaning = fact.warning ? "clocks, and so power and duration, follow the load and vary "
                                "between equal runs"
                              : "clocks do not wait for load";
  if (fact.warning)
    fact.advice =
        "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor, or run "
        "with sudo and --governor performance";
  return fact;
}

FitnessFact turbo_fact(const std::string& root) {
  FitnessFact fact{.name = "CPU turbo", .value = "", .meaning = "", .advice = ""};
  std::optional<bool> on = bit_in(under(root, kNoTurbo));
  const char* const off_file = on ? kNoTurbo : kBoost;
  if (on)
    on = !*on;
  else
    on = bit_in(under(root, kBoost));
  fact.value = on_or_off(on);
  if (!on) {
    fact.meaning = "the kernel does not tell";
  } else if (*on) {
    fact.meaning = "the highest clocks, and so power, depend on how warm the CPU is";
    fact.advice = fmt::format("for repeatable CPU work: echo {} | sudo tee {}",
                              off_file == kNoTurbo ? 1 : 0, off_file);
  }
  return fact;
}

FitnessFact smt_fact(const std::string& root) {
  const auto on = bit_in(under(root, kSmt));
  FitnessFact fact{.name = "SMT", .value = on_or_off(on), .meaning = "", .advice = ""};
  if (!on) fact.meaning = "the kernel does not tell";
  if (on == true) {
    fact.meaning = "two threads share a core: how fast one is depends on what runs beside it";
    fact.advice =
        "for repeatable CPU work: echo off | sudo tee /sys/devices/system/cpu/smt/control";
  }
  return fact;
}

FitnessFact clock_fact(const std::string& root) {
  FitnessFact fact{.name = "clock", .value = line_of_file(under(root, kClock)).value_or("")};
  fact.warning = fact.value == "hpet" || fact.value == "acpi_pm" || fact.value == "jiffies";
  fact.meaning = fact.warning ? "reading it is slow and coarse; the kernel found the CPU's own "
                                "counter unreliable"
                              : "the time of each reading";
  if (fact.warning) fact.advice = "see why: sudo dmesg | grep -i -e tsc -e clocksource";
  return fact;
}

// "hypervisor" among the flags of the first CPU. [proc(5), /proc/cpuinfo]
FitnessFact virtual_machine_fact(const std::string& root) {
  FitnessFact fact{.name = "virtual machine", .value = "", .meaning = "", .advice = ""};
  const auto text = read_file(under(root, "/proc/cpuinfo"));
  for (const std::string& line : split(text ? *text : "", '\n')) {
    if (!line.starts_with("flags")) continue;
    const std::vector<std::string> flags = words(line);
    fact.warning = std::ranges::find(flags, "hypervisor") != flags.end();
    fact.value = fact.warning ? "yes" : "no";
    break;
  }
  if (fact.value.empty()) fact.meaning = "the kernel does not tell";
  if (fact.warning) {
    fact.meaning =
        "energy counters may be missing or the whole host's; other machines share its CPUs";
    fact.advice = "measure on the host where CPU energy matters";
  }
  return fact;
}

FitnessFact container_fact(const std::string& root) {
  FitnessFact fact{.name = "container", .value = "no", .meaning = "", .advice = ""};
  const auto kind = line_of_file(under(root, "/run/systemd/container"));
  if (exists(under(root, "/.dockerenv"))) fact.value = "docker";
  if (exists(under(root, "/run/.containerenv"))) fact.value = "podman";
  if (kind && !kind->empty()) fact.value = *kind;
  if (fact.value != "no")
    fact.meaning = "CPU energy and load are the whole host's; processes outside are not seen";
  return fact;
}

// The hottest package.
std::optional<double> package_temperature(const std::string& root) {
  std::optional<double> hottest;
  std::error_code error;
  for (const auto& zone : std::filesystem::directory_iterator(under(root, kThermalZones), error)) {
    const std::string folder = zone.path();
    if (line_of_file(folder + "/type") != kPackageZone) continue;
    const auto millidegrees = number_in_file(folder + "/temp");
    if (millidegrees) hottest = std::max(hottest.value_or(-300), *millidegrees / 1000);
  }
  return hottest;
}

}  // namespace

void add_cpu_fitness(const std::string& root, FitnessFacts& facts) {
  const MachineFacts machine = read_machine_facts(root);
  facts.push_back(governor_fact(machine));
  facts.push_back(turbo_fact(root));
  facts.push_back(smt_fact(root));
  facts.push_back(clock_fact(root));
  facts.push_back({.name = "kernel", .value = machine.kernel, .meaning = "", .advice = ""});
  facts.push_back(virtual_machine_fact(root));
  facts.push_back(container_fact(root));
  if (const auto celsius = package_temperature(root))
    facts.push_back({.name = "CPU temperature",
                     .value = fmt::format("{:.0f} °C", *celsius),
                     .meaning = "a warmer CPU draws more at the same work",
                     .advice = ""});
}

}  // namespace mutation
