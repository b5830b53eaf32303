#include "energy/device_energy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "energy/updates.h"

namespace mutation {
namespace {

// A difference of coverage from which on one figure is clearly better than the other.
constexpr double kClearlyLess = 0.01;
// NVML's utilisation tells of up to the last second.
constexpr Seconds kCompanionLag{1};

bool utilization_moves(const Trace* utilization, Stretch stretch) {
  if (!utilization) return false;
  const auto summary = summarize(*utilization, stretch);
  return summary && summary->max - summary->min >= kClearUtilization;
}

// Under constant power a temperature rises or falls towards one value; it does not do both.
bool temperature_turns(const Trace* temperature, Stretch stretch) {
  if (!temperature) return false;
  double lowest = std::numeric_limits<double>::max();
  double highest = std::numeric_limits<double>::lowest();
  double rise = 0;
  double fall = 0;
  for (const TracePoint& point : readings_around(*temperature, stretch)) {
    if (point.at < stretch.start || point.at > stretch.end || !std::isfinite(point.value)) continue;
    lowest = std::min(lowest, point.value);
    highest = std::max(highest, point.value);
    rise = std::max(rise, point.value - lowest);
    fall = std::max(fall, highest - point.value);
  }
  return rise >= kClearTemperature && fall >= kClearTemperature;
}

Stretch without_ends(Stretch stretch, Seconds end) {
  const auto cut = std::chrono::round<Monotonic::duration>(end);
  return {stretch.start + cut, stretch.end - cut};
}

// The times at which power did not move although it must have.
std::vector<Stretch> frozen_times(const DeviceChannels& channels, Stretch stretch) {
  std::vector<Stretch> frozen;
  if (!channels.utilization && !channels.temperature) return frozen;
  const Trace& power = *channels.power->trace;
  // Companions may move this much before power or after it.
  const Seconds lag = std::max(channels.power->averaging, kCompanionLag);
  // As far back as companions may have begun to move.
  const Stretch wide{stretch.start - std::chrono::seconds(60), stretch.end};
  const auto readings = readings_around(power, wide);
  size_t begin = 0;
  for (size_t i = 1; i <= readings.size(); ++i) {
    if (i < readings.size() && readings[i].value == readings[begin].value) continue;
    const Stretch same{readings[begin].at, readings[i - 1].at};
    const Seconds spacing = length_of(same) / static_cast<double>(std::max<size_t>(1, i - begin));
    const Stretch inner = without_ends(same, lag + 2 * spacing);
    if (length_of(same) > std::max(kFrozenPeriods * spacing, kShortestFrozen) &&
        inner.start < inner.end &&
        (utilization_moves(channels.utilization, inner) ||
         temperature_turns(channels.temperature, inner)))
      frozen.push_back(same);
    begin = i;
  }
  return frozen;
}

}  // namespace

EnergyFigure device_energy(const DeviceChannels& channels, Stretch stretch) {
  if (!channels.counter && !channels.power)
    return {.reason = "the device has neither an energy counter nor power"};
  EnergyFigure integrated;
  if (channels.power)
    integrated = energy_from_power(*channels.power, stretch, frozen_times(channels, stretch));
  if (!channels.counter) return integrated;
  EnergyFigure counted =
      energy_from_counter(*channels.counter, channels.power ? &*channels.power : nullptr, stretch);
  if (!integrated.energy) return counted;
  if (!counted.energy || counted.coverage < integrated.coverage - kClearlyLess) {
    const std::string integral_reason = integrated.reason.empty() ? "" : "; " + integrated.reason;
    integrated.reason = "energy counter not used: " + counted.reason + integral_reason;
    return integrated;
  }
  if (integrated.coverage >= counted.coverage - kClearlyLess) counted.integral = integrated.energy;
  return counted;
}

std::optional<double> disagreement(const EnergyFigure& figure) {
  if (!figure.energy || !figure.integral || figure.method == "integral" ||
      figure.energy->value <= 0)
    return std::nullopt;
  return figure.integral->value / figure.energy->value - 1;
}

}  // namespace mutation
