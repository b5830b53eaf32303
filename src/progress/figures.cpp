#include "progress/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace mutation {
namespace {

// A whole number without decimals, else one.
std::string up_to_one_decimal(double value) {
  const double tenths = std::round(value * 10);
  return fmt::format("{:.{}f}", tenths / 10, std::fmod(tenths, 10) == 0 ? 0 : 1);
}

UtcTime later(UtcTime time, Seconds by) {
  return time + std::chrono::duration_cast<UtcTime::duration>(by);
}

}  // namespace

EnergyScale energy_scale(Joules largest) {
  const double size = std::abs(largest.value);
  EnergyScale scale;
  if (size >= 9999.5e3) {
    scale = {1e6, "MJ", 0};
  } else if (size >= 9999.5) {
    scale = {1e3, "kJ", 0};
  }
  const double shown = size / scale.joules_per_unit;
  scale.decimals = shown < 9.9995 ? 3 : shown < 99.995 ? 2 : shown < 999.95 ? 1 : 0;
  return scale;
}

std::string energy_number(Joules energy, const EnergyScale& scale) {
  return fmt::format("{:.{}f}", energy.value / scale.joules_per_unit, scale.decimals);
}

std::string energy_text(Joules energy) {
  const EnergyScale scale = energy_scale(energy);
  return energy_number(energy, scale) + " " + scale.unit;
}

std::string power_text(Watts power) {
  return fmt::format("{:.1f} W", power.value);
}
std::string temperature_text(Celsius temperature) {
  return up_to_one_decimal(temperature.value) + " °C";
}
std::string percent_text(double percent) {
  return up_to_one_decimal(percent) + " %";
}
std::string metric_text(double value) {
  return fmt::format("{:.6g}", value);
}

std::string duration_text(Seconds duration) {
  // 59.95 s would be shown as "60.0 s".
  if (duration.count() < 59.95) return fmt::format("{:.1f} s", std::max(0.0, duration.count()));
  return human_duration(duration);
}

std::string bare_seconds(Seconds wait) {
  // Milliseconds are exact enough for what is waited for.
  const std::string text = shortest(std::round(wait.count() * 1000) / 1000);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}
std::string wait_text(Seconds wait) {
  return bare_seconds(wait) + " s";
}

std::string clock_text(UtcTime when, UtcTime reading) {
  const std::string local = iso_local(when);  // YYYY-MM-DDTHH:MM:SS.ffffff
  const std::string date = local.substr(0, 10);
  const std::string time = local.substr(11, 5);
  return iso_local(reading).starts_with(date) ? time : date + " " + time;
}

std::string time_left_text(Seconds left, UtcTime now) {
  return fmt::format("about {} left, until {}", human_duration(left),
                     clock_text(later(now, left), now));
}

std::string time_of_day(UtcTime when) {
  return iso_local(when).substr(11, 8);
}

}  // namespace mutation
