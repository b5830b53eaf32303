// Opens each zone's counter once and reads it by pread(2).
#include "measure/rapl_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "measure/root.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kPowercap = "/sys/class/powercap";
constexpr const char* kNotReadableHint =
    "readable by root only since Linux 5.10: run with sudo (privileges are dropped again), or let "
    "root run chmod o+r on the energy_uj files, or set that by a udev rule";

// J; more than 300 years at 1 kW. For counters whose range the kernel does not say.
constexpr double kMostEnergy = 1e13;

// `wraps_at`: J after which the counter starts again, so that no value is greater; 0: not known.
Result<double> read_joules(int fd, const std::string& path, double wraps_at) {
  std::array<char, 64> text{};
  const ssize_t length = pread(fd, text.data(), text.size(), 0);
  if (length < 0) return errno_error("read " + path, errno);
  Result<double> energy = powercap_joules({text.data(), static_cast<size_t>(length)}, path);
  if (energy && *energy > (wraps_at > 0 ? wraps_at : kMostEnergy))
    return Error{fmt::format("read {}: implausible value {} J", path, *energy), {}};
  return energy;
}

// J after which the counter starts again; 0 when the kernel does not say.
double wrap_of(const std::string& folder) {
  const std::string path = folder + "/max_energy_range_uj";
  const Result<std::string> text = read_file(path);
  if (!text) return 0;
  const Result<double> range = powercap_joules(*text, path);
  return range ? *range : 0;
}

// AMD's counter of a core is each core's own, and the zone shows that of the CPU which reads it.
// [kernel: intel_rapl_msr.c, MSR_AMD_CORE_ENERGY_STATUS]
bool is_amd(const std::string& root) {
  const Result<std::string> text = read_file(under(root, "/proc/cpuinfo"));
  return text && (text->find("AuthenticAMD") != std::string::npos ||
                  text->find("HygonGenuine") != std::string::npos);
}

}  // namespace

Result<std::unique_ptr<PowerSource>> RaplSource::open(const std::string& root) {
  const Result<std::vector<RaplZone>> zones = rapl_zones(under(root, kPowercap));
  if (!zones) return zones.error();
  std::unique_ptr<RaplSource> source(new RaplSource);
  const bool one_core_only = is_amd(root);
  Error last;
  for (const RaplZone& zone : *zones) {
    const bool one_core = one_core_only && zone.id.starts_with("core");
    const std::string note = one_core ? " (one of its cores only)" : "";
    const Status added = source->add_zone(zone, "RAPL " + zone.id + note);
    if (added) continue;
    last = added.error();
    source->instrumentation_.absences.push_back(
        {"CPU energy (RAPL " + zone.id + ")", last.message, last.hint});
  }
  if (source->counters_.empty()) return last;
  return std::unique_ptr<PowerSource>(std::move(source));
}

Status RaplSource::add_zone(const RaplZone& zone, const std::string& name) {
  const std::string path = zone.folder + "/energy_uj";
  UniqueFd counter(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!counter.valid()) {
    const int why = errno;
    const bool denied = why == EACCES || why == EPERM;
    return errno_error("open " + path, why, denied ? kNotReadableHint : "");
  }
  const double wraps_at = wrap_of(zone.folder);
  const Result<double> first = read_joules(counter.get(), path, wraps_at);
  if (!first) return first.error();
  const int device = static_cast<int>(instrumentation_.devices.size());
  instrumentation_.devices.push_back({.id = zone.id,
                                      .kind = DeviceKind::cpu,
                                      .name = name,
                                      .in_total = counts_in_cpu_total(zone.id)});
  instrumentation_.channels.push_back({.device = device,
                                       .quantity = Quantity::energy,
                                       .source = path,
                                       .rate = Rate::fast,
                                       .wraps_at = wraps_at,
                                       .update_period = kRaplUpdatePeriod});
  counters_.push_back(std::move(counter));
  return {};
}

void RaplSource::read(Rate rate, SampleBatch& into) {
  if (rate != Rate::fast) return;
  for (size_t i = 0; i < counters_.size(); ++i) {
    const int channel = static_cast<int>(i);
    const MonotonicTime before = Monotonic::now();
    const Channel& offered = instrumentation_.channels[i];
    const Result<double> energy = read_joules(counters_[i].get(), offered.source, offered.wraps_at);
    const MonotonicTime at = before + (Monotonic::now() - before) / 2;
    if (energy)
      into.readings.push_back({channel, at, *energy});
    else
      into.failures.push_back({channel, at, energy.error().message});
  }
}

}  // namespace mutation
