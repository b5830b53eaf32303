// The energy of one device from all that it has: a counter, power, and what tells whether these
// still move. Pure.
#pragma once

#include <optional>

#include "energy/channel_energy.h"

namespace mutation {

struct DeviceChannels {
  std::optional<EnergyChannel> counter;
  std::optional<EnergyChannel> power;
  // Companions of power, or null: a power that does not move at all while one of them clearly does
  // is frozen.
  const Trace* utilization = nullptr;  // %
  const Trace* temperature = nullptr;  // °C
};

// A power that is the same for this many of its update periods and at least this long is looked at
// with its companions. That alone makes it no gap: an idle device may be constant.
inline constexpr int kFrozenPeriods = 10;
inline constexpr Seconds kShortestFrozen{5};
// What counts as a clear move of a companion meanwhile: so far up or down for utilisation, so far
// up and down for the temperature, which may well go one way under constant power.
inline constexpr double kClearUtilization = 50;  // %
inline constexpr double kClearTemperature = 5;   // °C

// The counter first, the integral beside it where it covers as much of the stretch. The integral
// stands in where there is no counter, or where the counter covers clearly less (it was reset, it
// stood still), with the reason.
EnergyFigure device_energy(const DeviceChannels& channels, Stretch stretch);

// By how much the integral differs from the figure, as a share of it; none unless both are there.
std::optional<double> disagreement(const EnergyFigure& figure);

// The figure is told with its disagreement from this share on.
inline constexpr double kNotableDisagreement = 0.01;

}  // namespace mutation
