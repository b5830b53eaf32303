#include "run/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "energy/device_energy.h"
#include "run/cpu_domains.h"

namespace mutation {
namespace {

// Of sensors that update themselves every 100 ms.
constexpr Seconds kTwoUpdates{0.2};

bool contains(const std::vector<int>& list, int value) {
  return std::ranges::find(list, value) != list.end();
}

std::optional<EnergyChannel> channel_of(const Observations& observations, int device,
                                        Quantity quantity) {
  const auto found = observations.channel(device, quantity);
  if (!found) return std::nullopt;
  return energy_channel(observations.instrumentation().channels[static_cast<size_t>(*found)],
                        observations.trace(*found));
}

DeviceChannels channels_of(const Observations& observations, int device) {
  return {.counter = channel_of(observations, device, Quantity::energy),
          .power = channel_of(observations, device, Quantity::power),
          .utilization = observations.trace(device, Quantity::utilization),
          .temperature = observations.trace(device, Quantity::temperature)};
}

// Of GPUs the run's own, of the CPU's domains those that do not overlap; a meter measures what
// others measure too.
bool counts_in_total(const Device& device, int index, const std::vector<int>& gpus) {
  switch (device.kind) {
    case DeviceKind::gpu:
      return contains(gpus, index);
    case DeviceKind::cpu:
      return device.in_total;
    case DeviceKind::meter:
      return false;
  }
  promise_broken(__FILE__, __LINE__, "a device is one of the three kinds");
}

std::string channel_name(const Observations& observations, int channel) {
  const Instrumentation& all = observations.instrumentation();
  const Channel& it = all.channels[static_cast<size_t>(channel)];
  return all.devices[static_cast<size_t>(it.device)].id + " " + to_text(it.quantity);
}

// The sum over devices that `wanted` picks; none as soon as one of them has no figure, or none is
// picked.
template <typename Wanted>
std::optional<double> sum_of(const std::vector<DeviceEnergy>& energies, Wanted wanted) {
  std::optional<double> sum;
  for (const DeviceEnergy& energy : energies) {
    if (!wanted(energy)) continue;
    if (!energy.figure.energy) return std::nullopt;
    sum = sum.value_or(0) + energy.figure.energy->value;
  }
  return sum;
}

void fill_cpu(const std::vector<DeviceEnergy>& energies, EnergyMetrics& metrics) {
  const auto is_cpu = [](const DeviceEnergy& it) {
    return it.kind == DeviceKind::cpu && it.in_total;
  };
  metrics.cpu_energy_total_joules = sum_of(energies, is_cpu);
  metrics.cpu_energy_pkg_joules = sum_of(
      energies, [&](const auto& it) { return is_cpu(it) && it.device.starts_with("package"); });
  metrics.cpu_energy_ram_joules =
      sum_of(energies, [&](const auto& it) { return is_cpu(it) && it.device.starts_with("dram"); });
  for (const DeviceEnergy& energy : energies) {
    if (is_cpu(energy)) metrics.cpu_energy_domains.push_back(energy.device);
  }
}

void fill_gpu_power(const Trace& power, Stretch stretch, EnergyMetrics& metrics) {
  const auto summary = summarize(power, stretch);
  if (!summary) return;
  metrics.gpu_power_avg_watts = summary->mean;
  metrics.gpu_power_max_watts = summary->max;
  metrics.gpu_power_min_watts = summary->min;
}

// The hottest device's mean and the highest value of all.
void fill_highest(const Observations& observations, Stretch stretch, const std::vector<int>& gpus,
                  Quantity quantity, std::optional<double>& mean, std::optional<double>& max) {
  for (const int gpu : gpus) {
    const Trace* const readings = observations.trace(gpu, quantity);
    const auto summary = readings ? summarize(*readings, stretch) : std::nullopt;
    if (!summary) continue;
    mean = std::max(mean.value_or(summary->mean), summary->mean);
    max = std::max(max.value_or(summary->max), summary->max);
  }
}

// Of independent figures that are summed.
std::optional<double> uncertainty_of_sum(const std::vector<DeviceEnergy>& energies) {
  std::optional<double> squares;
  for (const DeviceEnergy& energy : energies) {
    if (energy.kind != DeviceKind::gpu || !energy.in_total) continue;
    if (!energy.figure.uncertainty) return std::nullopt;
    const double joules = energy.figure.uncertainty->value;
    squares = squares.value_or(0) + joules * joules;
  }
  return squares ? std::optional(std::sqrt(*squares)) : std::nullopt;
}

// "; that power is known to ± 0.31 W, which is ± 18.6 J".
std::string of_baseline(std::optional<Watts> uncertainty, Seconds duration) {
  if (!uncertainty) return "";
  return fmt::format("; that power is known to ± {:.2g} W, which is ± {:.2g} J", uncertainty->value,
                     (*uncertainty * duration).value);
}

// Of the gross energy less what a baseline would have taken: independent of each other.
std::optional<double> net_uncertainty(std::optional<double> gross_joules,
                                      std::optional<Watts> baseline, Seconds duration) {
  if (!gross_joules || !baseline) return std::nullopt;
  return std::hypot(*gross_joules, (*baseline * duration).value);
}

void fill_net(Seconds duration, const Baselines& baselines, double coverage,
              EnergyMetrics& metrics) {
  if (!metrics.gpu_energy_total_joules) return;
  if (coverage < kCompleteCoverage) {
    metrics.reasons.push_back(fmt::format(
        "net energies: the gross energy covers only {:.1f} % of the run", 100 * coverage));
    return;
  }
  const double gross = *metrics.gpu_energy_total_joules;
  if (baselines.idle) {
    metrics.gpu_energy_above_idle_joules = gross - (*baselines.idle * duration).value;
    metrics.gpu_energy_above_idle_uncertainty_joules = net_uncertainty(
        metrics.gpu_energy_uncertainty_joules, baselines.idle_uncertainty, duration);
    metrics.reasons.push_back(
        "gpu_energy_above_idle_joules: takes the idle power before the run as unchanged during it" +
        of_baseline(baselines.idle_uncertainty, duration));
  } else {
    metrics.reasons.push_back("gpu_energy_above_idle_joules: the gate gave no idle baseline");
  }
  if (!baselines.parallel) return;
  if (baselines.background_alone) {
    metrics.gpu_energy_above_background_joules =
        gross - (*baselines.background_alone * duration).value;
    metrics.gpu_energy_above_background_uncertainty_joules = net_uncertainty(
        metrics.gpu_energy_uncertainty_joules, baselines.background_uncertainty, duration);
    metrics.reasons.push_back(
        "gpu_energy_above_background_joules: takes the background alone as drawing the same beside "
        "the foreground, whom it slows down and by whom it is slowed down" +
        of_baseline(baselines.background_uncertainty, duration));
  } else {
    metrics.reasons.push_back(
        "gpu_energy_above_background_joules: " +
        (baselines.no_background_alone.empty()
             ? "no load and its power were shown while the background ran alone"
             : baselines.no_background_alone));
  }
}

void explain_absences(const Instrumentation& instrumentation, const PhaseRecord& foreground,
                      EnergyMetrics& metrics) {
  for (const DeviceEnergy& energy : foreground.energy) {
    if (energy.in_total && !energy.figure.reason.empty()) {
      metrics.reasons.push_back(energy.device + ": " + energy.figure.reason);
    }
  }
  for (const Absence& absence : instrumentation.absences) {
    metrics.reasons.push_back(absence.what + ": " + absence.reason);
  }
}

// A failed read of a channel that tells of a stretch: one within it, or the last one before it with
// no reading since, for of a row of equal failures only some are noted. Null without one.
const ReadFailure* failure_in(const Observations& observations, int channel, Stretch stretch) {
  const Trace& readings = observations.trace(channel);
  const ReadFailure* before = nullptr;
  for (const ReadFailure& failure : observations.failures()) {
    if (failure.channel != channel || failure.at > stretch.end) continue;
    if (failure.at >= stretch.start) return &failure;
    const auto next = std::ranges::upper_bound(readings, failure.at, {}, &TracePoint::at);
    if (next == readings.end() || next->at > stretch.start) before = &failure;
  }
  return before;
}

}  // namespace

std::vector<DeviceEnergy> energy_of_devices(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus) {
  const auto& devices = observations.instrumentation().devices;
  std::vector<DeviceEnergy> energies;
  for (int i = 0; i < static_cast<int>(devices.size()); ++i) {
    const Device& device = devices[static_cast<size_t>(i)];
    energies.push_back({device.id, device.kind, counts_in_total(device, i, gpus), device.simulated,
                        device_energy(channels_of(observations, i), stretch)});
  }
  return energies;
}

std::optional<Watts> mean_power_uncertainty(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus) {
  if (length_of(stretch) <= Seconds(0)) return std::nullopt;
  const auto joules = uncertainty_of_sum(energy_of_devices(observations, stretch, gpus));
  if (!joules) return std::nullopt;
  return Joules{*joules} / length_of(stretch);
}

Seconds readings_reach(const Instrumentation& instrumentation) {
  Seconds longest{0};
  for (const Channel& channel : instrumentation.channels) {
    if (channel.quantity == Quantity::power) longest = std::max(longest, channel.averaging);
  }
  return longest / 2 + kTwoUpdates;
}

EnergyMetrics energy_metrics(const Observations& observations, const PhaseRecord& foreground,
                             const std::vector<int>& gpus, const Baselines& baselines,
                             std::optional<double> legacy_sum) {
  const Stretch stretch{foreground.start.monotonic, foreground.end.monotonic};
  EnergyMetrics metrics;
  fill_cpu(foreground.energy, metrics);
  take_back_partial_sums(observations.instrumentation(), metrics);
  fill_gpu_power(summed_power(observations, gpus), stretch, metrics);
  metrics.gpu_energy_total_joules = sum_of(foreground.energy, [](const DeviceEnergy& it) {
    return it.kind == DeviceKind::gpu && it.in_total;
  });
  metrics.gpu_energy_uncertainty_joules = uncertainty_of_sum(foreground.energy);
  metrics.gpu_energy_sum_legacy_joules = legacy_sum;
  fill_highest(observations, stretch, gpus, Quantity::temperature, metrics.gpu_temp_avg_celsius,
               metrics.gpu_temp_max_celsius);
  fill_highest(observations, stretch, gpus, Quantity::utilization, metrics.gpu_util_avg_percent,
               metrics.gpu_util_max_percent);
  fill_net(stretch.end - stretch.start, baselines, lowest_coverage(foreground, DeviceKind::gpu),
           metrics);
  const auto& devices = observations.instrumentation().devices;
  metrics.simulated =
      std::ranges::any_of(gpus, [&](int gpu) { return devices[size_t(gpu)].simulated; });
  explain_absences(observations.instrumentation(), foreground, metrics);
  return metrics;
}

bool energy_lost(const Observations& observations, const PhaseRecord& foreground) {
  const Stretch stretch{foreground.start.monotonic, foreground.end.monotonic};
  const auto& channels = observations.instrumentation().channels;
  for (size_t device = 0; device < foreground.energy.size(); ++device) {
    const DeviceEnergy& energy = foreground.energy[device];
    if (!energy.in_total || energy.figure.energy) continue;
    for (size_t i = 0; i < channels.size(); ++i) {
      const bool tells =
          channels[i].device == int(device) &&
          (channels[i].quantity == Quantity::energy || channels[i].quantity == Quantity::power);
      if (tells && failure_in(observations, int(i), stretch)) return true;
    }
  }
  return false;
}

std::vector<std::string> gaps_in(const Observations& observations, Stretch stretch) {
  std::vector<std::string> gaps;
  const auto& channels = observations.instrumentation().channels;
  for (int i = 0; i < static_cast<int>(channels.size()); ++i) {
    MonotonicTime last = stretch.start;
    Seconds longest{0};
    for (const TracePoint& point : observations.trace(i)) {
      if (point.at < stretch.start || point.at > stretch.end) continue;
      longest = std::max(longest, Seconds(point.at - last));
      last = point.at;
    }
    longest = std::max(longest, Seconds(stretch.end - last));
    const ReadFailure* const why = failure_in(observations, i, stretch);
    if (longest <= (why ? kFailedGap : kLongestGap)) continue;
    gaps.push_back(fmt::format("{}: {:.1f} s without a reading ({})", channel_name(observations, i),
                               longest.count(), why ? why->reason : "no reason was given"));
  }
  return gaps;
}

double lowest_coverage(const PhaseRecord& foreground, std::optional<DeviceKind> kind) {
  double lowest = 1;
  for (const DeviceEnergy& energy : foreground.energy) {
    if (kind && energy.kind != *kind) continue;
    if (energy.in_total && energy.figure.energy) lowest = std::min(lowest, energy.figure.coverage);
  }
  return lowest;
}

double sampling_rate(const Observations& observations, Stretch stretch,
                     const std::vector<int>& gpus) {
  if (const Trace* power =
          gpus.empty() ? nullptr : observations.trace(gpus.front(), Quantity::power)) {
    return reading_rate(*power, stretch);
  }
  const auto& channels = observations.instrumentation().channels;
  const auto fast = std::ranges::find(channels, Rate::fast, &Channel::rate);
  if (fast == channels.end()) return 0;
  return reading_rate(observations.trace(static_cast<int>(fast - channels.begin())), stretch);
}

}  // namespace mutation
