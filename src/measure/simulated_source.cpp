// Advances the model to the moment it is asked about and gives its figures as readings.
#include "measure/simulated_source.h"

#include <unistd.h>

#include <algorithm>

#include "base/check.h"

namespace mutation {
namespace {

constexpr const char* kSource = "simulated";
// As the kernel has it: the first 15 characters.
constexpr const char* kKeeperName = "mutation-keeper";

// A look at all processes costs milliseconds, and their CPU time moves in ticks of 10 ms: the load
// is looked at less often than the model is read.
constexpr Seconds kProbePeriod{0.25};

// A process that has used less is still starting, or only waits for another.
constexpr Seconds kComputesFrom{0.2};

constexpr double kBusyFrom = 1;  // % of utilisation
constexpr double kBusySmClock = 1410;
constexpr double kIdleSmClock = 210;
constexpr double kMemoryClock = 1215;
constexpr double kIdleReason = 1;  // nvmlClocksEventReasonGpuIdle
constexpr double kIdleState = 8;

// A counter that moves with every reading shows what is true then.
constexpr Seconds kAtEachReading{1e-6};

struct Offered {
  Quantity quantity;
  Rate rate;
};

constexpr Offered kOffered[] = {
    {Quantity::power, Rate::fast},
    {Quantity::energy, Rate::fast},
    {Quantity::temperature, Rate::slow},
    {Quantity::utilization, Rate::slow},
    {Quantity::sm_clock, Rate::slow},
    {Quantity::memory_clock, Rate::slow},
    {Quantity::throttle_reasons, Rate::slow},
    {Quantity::performance_state, Rate::slow},
};

}  // namespace

std::vector<ProcessStat> training_processes() {
  std::vector<ProcessStat> processes = descendants_of(getpid());
  std::erase_if(processes, [](const ProcessStat& p) { return p.name == kKeeperName; });
  return processes;
}

SimulatedSource::SimulatedSource(LoadProbe probe, int cpus, std::shared_ptr<const Clock> clock,
                                 const SimulatedGpuOptions& options,
                                 std::optional<SimulatedTruth> truth)
    : probe_(std::move(probe)),
      clock_(std::move(clock)),
      cpu_load_(cpus),
      gpu_(options),
      truth_(std::move(truth)),
      advanced_to_(clock_->now().monotonic),
      probed_at_(advanced_to_) {
  instrumentation_.devices.push_back({.id = "SIM-0",
                                      .name = "Simulated GPU",
                                      .driver_version = kSource,
                                      .power_limit = options.full,
                                      .simulated = true});
  for (const Offered& offered : kOffered) {
    Channel channel{.quantity = offered.quantity, .source = kSource, .rate = offered.rate};
    if (channel.quantity == Quantity::power) channel.averaging = options.averaging;
    if (channel.quantity == Quantity::energy)
      channel.update_period = std::max(options.counter_update, kAtEachReading);
    if (channel.quantity == Quantity::temperature)
      channel.resolution = options.temperature_step.value;
    instrumentation_.channels.push_back(std::move(channel));
  }
  cpu_load_.update(probe_(), Seconds(0));
}

void SimulatedSource::read(Rate rate, SampleBatch& into) {
  if (rate == Rate::processes) return read_processes(into);
  advance();
  for (size_t i = 0; i < instrumentation_.channels.size(); ++i) {
    const Channel& channel = instrumentation_.channels[i];
    if (channel.rate != rate) continue;
    into.readings.push_back({static_cast<int>(i), advanced_to_, value_of(channel.quantity)});
  }
}

void SimulatedSource::advance() {
  const MonotonicTime now = clock_->now().monotonic;
  if (const Seconds since_probe = now - probed_at_; since_probe >= kProbePeriod) {
    load_ = cpu_load_.update(probe_(), since_probe);
    probed_at_ = now;
  }
  if (truth_)
    truth_->advance(gpu_, advanced_to_, now - advanced_to_, load_);
  else
    gpu_.advance(now - advanced_to_, load_);
  advanced_to_ = now;
}

double SimulatedSource::value_of(Quantity quantity) const {
  const bool busy = gpu_.utilization() >= kBusyFrom;
  switch (quantity) {
    case Quantity::power:
      return gpu_.power_reading().value;
    case Quantity::energy:
      return gpu_.energy_reading().value;
    case Quantity::temperature:
      return gpu_.temperature_reading().value;
    case Quantity::utilization:
      return gpu_.utilization();
    case Quantity::sm_clock:
      return busy ? kBusySmClock : kIdleSmClock;
    case Quantity::memory_clock:
      return kMemoryClock;
    case Quantity::throttle_reasons:
      return busy ? 0 : kIdleReason;
    case Quantity::performance_state:
      return busy ? 0 : kIdleState;
    case Quantity::memory_temperature:
    case Quantity::memory_utilization:
    case Quantity::power_instant:
    case Quantity::power_average:
    case Quantity::power_limit:
    case Quantity::ecc_errors:
    case Quantity::xid:
      break;
  }
  promise_broken(__FILE__, __LINE__, "the quantity is one that the simulated GPU offers");
}

void SimulatedSource::read_processes(SampleBatch& into) {
  ComputeProcesses list{.at = clock_->now().monotonic};
  for (const ProcessStat& process : probe_()) {
    if (process.state != 'Z' && process.cpu_time > kComputesFrom)
      list.processes.push_back({.pid = process.pid});
  }
  into.processes.push_back(std::move(list));
}

}  // namespace mutation
