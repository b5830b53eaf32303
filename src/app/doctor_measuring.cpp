// The doctor's look at what measures: CPU energy, GPUs, the lists of compute processes, performance
// events, the governor.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "app/doctor_finding.h"
#include "base/text.h"
#include "measure/root.h"
#include "os/file.h"
#include "privilege/governor_hold.h"

namespace mutation {
namespace {

constexpr const char* kParanoid = "/proc/sys/kernel/perf_event_paranoid";
constexpr const char* kPowerPmu = "/sys/bus/event_source/devices/power/events";

std::string line_of(const DoctorView& view, const std::string& path) {
  const Result<std::string> text = read_file(under(view.options->measure.root, path));
  return text ? std::string(trimmed(*text)) : std::string();
}

// A udev rule's GROUP= and MODE= reach device nodes only, so the attribute is changed by RUN+=.
std::string rapl_remedy(const std::string& user) {
  return "run the session with sudo (it opens the counters, then goes on as you), or, for good:\n"
         "sudo groupadd --system --force powercap && sudo usermod -aG powercap " +
         user +
         "\n"
         "echo 'SUBSYSTEM==\"powercap\", KERNEL==\"intel-rapl*:*\", ACTION==\"add|change\", "
         "RUN+=\"/bin/chgrp powercap %S%p/energy_uj\", RUN+=\"/bin/chmod 0440 %S%p/energy_uj\"' | "
         "sudo tee /etc/udev/rules.d/70-powercap.rules\n"
         "sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=powercap "
         "--action=change\n"
         "then log in anew (whoever can read these counters can watch other processes' work "
         "through them: CVE-2020-8694)";
}

bool is_about_cpu(const Absence& absence) {
  return absence.what.starts_with("CPU energy");
}

bool is_about_meter(const Absence& absence) {
  return absence.what.starts_with("power meter");
}

void examine_cpu_energy(const Instrumentation& all, const DoctorView& view, Findings& findings) {
  std::vector<std::string> domains;
  bool by_perf = false;
  for (const Channel& channel : all.channels) {
    const Device& device = all.devices[static_cast<size_t>(channel.device)];
    if (device.kind != DeviceKind::cpu) continue;
    domains.push_back(device.id);
    by_perf |= channel.source.starts_with("perf ");
  }
  if (!domains.empty()) {
    findings.push_back(
        {.name = "CPU energy (RAPL)",
         .found = "readable: " + joined(domains, ", ") + (by_perf ? ", by perf's power PMU" : ""),
         .meaning = "energy of the whole machine's CPUs, not of one process"});
  }
  for (const Absence& absence : all.absences) {
    if (!is_about_cpu(absence)) continue;
    const bool denied = absence.reason.find("errno 13") != std::string::npos;
    findings.push_back(
        {.name = absence.what,
         .state = domains.empty() ? FindingState::missing : FindingState::limited,
         .found = absence.reason,
         .meaning = "no CPU energy in the records" +
                    std::string(denied ? "; since Linux 5.10 only root may read the counters" : ""),
         .remedy = denied ? rapl_remedy(view.user) : absence.hint});
  }
}

// "energy by nvmlDeviceGetTotalEnergyConsumption, power by …"
std::string channels_of(const Instrumentation& all, int device) {
  std::vector<std::string> parts;
  for (const Channel& channel : all.channels) {
    if (channel.device == device) {
      parts.push_back(to_text(channel.quantity) + " by " + channel.source);
    }
  }
  return joined(parts, ", ");
}

bool has_channel(const Instrumentation& all, int device, Quantity quantity) {
  return std::ranges::any_of(all.channels, [&](const Channel& channel) {
    return channel.device == device && channel.quantity == quantity;
  });
}

DoctorFinding gpu_finding(const Instrumentation& all, int index) {
  const Device& device = all.devices[static_cast<size_t>(index)];
  const bool energy = has_channel(all, index, Quantity::energy);
  const bool power = has_channel(all, index, Quantity::power);
  DoctorFinding finding{.name = fmt::format("GPU {}", device.index)};
  if (device.vendor == "amd" || device.vendor == "intel")
    finding.name = fmt::format("GPU {}:{}", device.vendor, device.index);
  finding.found = device.name + ", " + device.id;
  if (!device.driver_version.empty()) finding.found += ", driver " + device.driver_version;
  if (device.power_limit)
    finding.found += fmt::format(", limit {:.0f} W", device.power_limit->value);
  if (device.simulated) finding.found += " (simulated)";
  finding.found += ": " + channels_of(all, index);
  finding.meaning = energy  ? "energy from its counter"
                    : power ? "energy is integrated from power readings: it has no counter"
                            : "no energy of this GPU in the records";
  finding.state = energy ? FindingState::ok : power ? FindingState::limited : FindingState::missing;
  return finding;
}

// AMD's and Intel's drivers do not.
bool lists_processes(const Device& device) {
  return device.kind == DeviceKind::gpu && device.vendor != "amd" && device.vendor != "intel";
}

void examine_gpus(const Instrumentation& all, Findings& findings) {
  bool any = false;
  for (size_t i = 0; i < all.devices.size(); ++i) {
    if (all.devices[i].kind != DeviceKind::gpu) continue;
    any = true;
    findings.push_back(gpu_finding(all, static_cast<int>(i)));
  }
  for (const Absence& absence : all.absences) {
    if (is_about_cpu(absence) || is_about_meter(absence)) continue;
    findings.push_back({.name = absence.what,
                        .state = any ? FindingState::limited : FindingState::missing,
                        .found = absence.reason,
                        .meaning = any ? "this figure is absent from the records"
                                       : "no GPU figures; cooling and load cannot be verified",
                        .remedy = absence.hint});
  }
  if (!std::ranges::any_of(all.devices, lists_processes)) return;
  const bool trusted = all.processes_untrusted.empty();
  findings.push_back(
      {.name = "compute processes",
       .state = trusted ? FindingState::ok : FindingState::limited,
       .found = trusted ? "their pids are this system's" : all.processes_untrusted,
       .meaning = trusted ? "strangers on a GPU are seen"
                          : "strangers on a GPU go unseen, and make no run suspect",
       .remedy = trusted ? "" : "run on the host, or the container with --pid=host"});
}

void examine_meters(const Instrumentation& all, Findings& findings) {
  for (const Absence& absence : all.absences) {
    if (!is_about_meter(absence)) continue;
    findings.push_back({.name = absence.what,
                        .state = FindingState::limited,
                        .found = absence.reason,
                        .meaning = "its column is absent from the records",
                        .remedy = absence.hint});
  }
}

}  // namespace

void examine_sources(const Instrumentation& all, const DoctorView& view, Findings& findings) {
  examine_cpu_energy(all, view, findings);
  examine_gpus(all, findings);
  examine_meters(all, findings);
}

void examine_performance_events(const DoctorView& view, Findings& findings) {
  const std::string value = line_of(view, kParanoid);
  const std::string pmu = under(view.options->measure.root, kPowerPmu);
  const bool has_pmu = access(pmu.c_str(), F_OK) == 0;
  findings.push_back(
      {.name = "performance events",
       .found = value.empty()
                    ? "this kernel has none"
                    : "perf_event_paranoid is " + value +
                          (has_pmu ? ", there is a power PMU" : ", there is no power PMU"),
       .meaning = "the power PMU shows the same counters as RAPL and is read where powercap cannot "
                  "be; it needs root, CAP_PERFMON or a value below 1",
       .remedy = has_pmu && value != "0" && value != "-1"
                     ? "sudo sysctl kernel.perf_event_paranoid=0"
                     : ""});
}

void examine_governor(const DoctorView& view, Findings& findings) {
  if (!view.governor_restored.empty()) {
    findings.push_back(
        {.name = "CPU governor after a crash",
         .state = view.governor_restore_failed ? FindingState::limited : FindingState::ok,
         .found = view.governor_restored,
         .meaning = view.governor_restore_failed ? "the machine does not run as it did before"
                                                 : "this is the one thing that doctor changes"});
  }
  const auto held = look_at_held_governor(kGovernorState);
  if (!view.started_as_root && held && *held) {
    const bool living = is_held_by_the_living(**held);
    findings.push_back(
        {.name = "CPU governor held",
         .state = living ? FindingState::ok : FindingState::limited,
         .found = (living ? "a session holds it at " : "a session that crashed left it at ") +
                  (*held)->governor,
         .meaning = "it is put back when that session ends, or by the next one that root starts",
         .remedy = living ? "" : "sudo mutation doctor"});
  }
  const CpuGovernors cpus(view.options->measure.root == "/" ? "" : view.options->measure.root);
  const auto now = cpus.distinct();
  if (!now) {
    findings.push_back({.name = "setting the CPU governor",
                        .state = FindingState::missing,
                        .found = now.error().message,
                        .meaning = "CPU frequencies are not in our hand, nor in the records"});
    return;
  }
  const bool may = view.started_as_root || access(cpus.file_of("cpu0").c_str(), W_OK) == 0;
  const auto offered = cpus.offered();
  findings.push_back(
      {.name = "setting the CPU governor",
       .state = may ? FindingState::ok : FindingState::limited,
       .found = joined(*now, ", ") +
                (offered && !offered->empty() ? "; offered: " + joined(*offered, ", ") : ""),
       .meaning = may ? "a session may set it (--governor), and puts it back"
                      : "only root may set it: --governor would have no effect",
       .remedy = may ? "" : "run the session with sudo"});
}

}  // namespace mutation
