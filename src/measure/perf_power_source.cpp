// Opens each event once and reads its count.
#include "measure/perf_power_source.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "measure/rapl_zones.h"

namespace mutation {
namespace {

constexpr const char* kDeniedHint =
    "run with sudo (privileges are dropped again), or let root run sysctl "
    "kernel.perf_event_paranoid=0";

Result<std::uint64_t> count_of(int fd, const std::string& source) {
  std::uint64_t count = 0;
  const ssize_t length = ::read(fd, &count, sizeof(count));
  if (length < 0) return errno_error("read " + source, errno);
  if (length != sizeof(count)) return Error{"read " + source + ": no count", {}};
  return count;
}

}  // namespace

Result<UniqueFd> open_perf_event(const PerfEnergyEvent& event) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = event.type;
  attributes.config = event.config;
  constexpr pid_t kAllProcesses = -1;
  constexpr int kNoGroup = -1;
  UniqueFd counter(static_cast<int>(syscall(SYS_perf_event_open, &attributes, kAllProcesses,
                                            event.cpu, kNoGroup, PERF_FLAG_FD_CLOEXEC)));
  if (counter.valid()) return counter;
  const int why = errno;
  const bool denied = why == EACCES || why == EPERM;
  return errno_error("open " + event.source, why, denied ? kDeniedHint : "");
}

Result<std::unique_ptr<PowerSource>> PerfPowerSource::open(const std::string& root,
                                                           const OpenPerfEvent& open_event) {
  const Result<std::vector<PerfEnergyEvent>> events = perf_energy_events(root);
  if (!events) return events.error();
  std::unique_ptr<PerfPowerSource> source(new PerfPowerSource);
  Instrumentation& all = source->instrumentation_;
  Error last;
  for (const PerfEnergyEvent& event : *events) {
    Result<UniqueFd> counter = open_event(event);
    if (!counter) {
      last = counter.error();
      all.absences.push_back({"CPU energy (perf " + event.id + ")", last.message, last.hint});
      continue;
    }
    all.channels.push_back({.device = static_cast<int>(all.devices.size()),
                            .quantity = Quantity::energy,
                            .source = event.source,
                            .rate = Rate::fast,
                            .update_period = kRaplUpdatePeriod});
    all.devices.push_back({.id = event.id,
                           .kind = DeviceKind::cpu,
                           .name = "RAPL " + event.id + " by perf",
                           .in_total = counts_in_cpu_total(event.id)});
    source->counters_.push_back(std::move(*counter));
    source->joules_.push_back(event.joules);
  }
  if (source->counters_.empty()) return last;
  return std::unique_ptr<PowerSource>(std::move(source));
}

void PerfPowerSource::read(Rate rate, SampleBatch& into) {
  if (rate != Rate::fast) return;
  for (size_t i = 0; i < counters_.size(); ++i) {
    const int channel = static_cast<int>(i);
    const MonotonicTime before = Monotonic::now();
    const Result<std::uint64_t> count =
        count_of(counters_[i].get(), instrumentation_.channels[i].source);
    const MonotonicTime at = before + (Monotonic::now() - before) / 2;
    if (count)
      into.readings.push_back({channel, at, static_cast<double>(*count) * joules_[i]});
    else
      into.failures.push_back({channel, at, count.error().message});
  }
}

}  // namespace mutation
