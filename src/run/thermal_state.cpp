#include "run/thermal_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mutation {
namespace {

constexpr Seconds kPointPeriod{0.5};
constexpr Seconds kFitPeriod{2};
// The slower a device, the longer a look is needed to tell its movement from noise, and may be.
constexpr double kRestWindowFraction = 1.0 / 3;
constexpr Seconds kLongestRestWindow{60};
constexpr double kNowWindowFraction = 1.0 / 4;
constexpr Seconds kShortestNowWindow{3};
constexpr Seconds kLongestNowWindow{10};
// Rest by the curve's own fit is taken only when it is known this well.
constexpr Celsius kMostRestError{2};

// What a look of that length must have readings of.
constexpr double kWatched = 0.9;

bool unchanged(const Trace& readings, MonotonicTime now, Seconds look) {
  const auto since = now - std::chrono::duration_cast<std::chrono::nanoseconds>(look);
  const auto first = std::ranges::lower_bound(readings, since, {}, &TracePoint::at);
  const auto covered = trend(readings, now, look);
  if (!covered || covered->covered < look * kWatched) return false;
  const auto [least, most] = std::minmax_element(
      first, readings.end(),
      [](const TracePoint& a, const TracePoint& b) { return a.value < b.value; });
  return most->value - least->value <= kUnchangedRange.value;
}

// Of the GPU that is hottest now.
const Trace* hottest_trace(const Observations& observations, const std::vector<int>& gpus,
                           MonotonicTime now) {
  const Trace* hottest = nullptr;
  double highest = -HUGE_VAL;
  for (const int gpu : gpus) {
    const auto value = observations.latest(gpu, Quantity::temperature, now, kTrendWindow);
    if (!value || *value <= highest) continue;
    highest = *value;
    hottest = observations.trace(gpu, Quantity::temperature);
  }
  return hottest;
}

Seconds scaled(std::optional<Seconds> time_constant, double fraction, Seconds least, Seconds most) {
  return time_constant ? std::clamp(*time_constant * fraction, least, most) : least;
}

}  // namespace

void ThermalState::look(const Observations& observations, const Instant& now,
                        const Instant& start) {
  const Seconds since_start = elapsed(start, now);
  const GpuNow values = gpu_now(observations, gpus_, now.monotonic);
  if ((values.temperature || values.power) &&
      (points_.empty() || since_start - points_.back().since_start >= kPointPeriod)) {
    points_.push_back({since_start, values.power, values.temperature});
  }
  if (!fitted_at_ || since_start - *fitted_at_ >= kFitPeriod) fit_anew(since_start);
  temperature_.reset();
  trend_ = long_trend_ = whole_ = std::nullopt;
  unchanged_ = false;
  const Trace* const readings = hottest_trace(observations, gpus_, now.monotonic);
  if (!readings) return;
  const auto of_last = [&](Seconds window) {
    return trend(*readings, now.monotonic, window, start.monotonic);
  };
  const auto known = time_constant();
  // The temperature now is known early in a gate, too, which a slow device's window would not be.
  const Seconds longest = std::clamp(since_start, kShortestNowWindow, kLongestNowWindow);
  if (const auto last = of_last(scaled(known, kNowWindowFraction, kShortestNowWindow, longest))) {
    slope_ = last->slope_per_second;
    temperature_ = Celsius{last->mean + slope_ * last->covered.count() / 2};
  }
  const Seconds window = scaled(known, kRestWindowFraction, kTrendWindow * 2, kLongestRestWindow);
  trend_ = of_last(window);
  long_trend_ = of_last(window * 2);
  // As much of the gate as there are readings of.
  for (Seconds span = std::clamp(since_start, kTrendWindow, kUnknownLook);
       !whole_ && span >= kTrendWindow / 2; span /= 2) {
    whole_ = of_last(span);
  }
  unchanged_ = since_start >= kUnchangedLook && unchanged(*readings, now.monotonic, kUnchangedLook);
}

void ThermalState::fit_anew(Seconds since_start) {
  fitted_at_ = since_start;
  auto fitted = fit_cooling(points_, known_.idle_power, known_.time_constant);
  if (fitted) {
    fit_ = *fitted;
    fit_refused_.clear();
  } else if (!fit_) {
    fit_refused_ = fitted.error().message;
  }
}

std::optional<Seconds> ThermalState::time_constant() const {
  if (fit_) return fit_->fit.time_constant;
  if (known_.time_constant) return known_.time_constant->value;
  return std::nullopt;
}

std::optional<double> ThermalState::above_rest(double slope) const {
  const auto known = time_constant();
  if (!known) return std::nullopt;
  return -slope * known->count();
}

Celsius ThermalState::moved() const {
  return Celsius{whole_ ? whole_->slope_per_second * whole_->covered.count() : 0};
}

std::optional<Celsius> ThermalState::at_rest() const {
  if (fit_ && fit_->at_rest_error <= kMostRestError) return fit_->fit.at_rest;
  if (temperature_ && trend_) {
    if (const auto above = above_rest(trend_->slope_per_second)) {
      return *temperature_ - Celsius{*above};
    }
  }
  return known_.idle_temperature;
}

std::string ThermalState::unrest() const {
  if (!temperature_) return {};
  const Celsius now = *temperature_;
  if (!time_constant()) return unrest_by_look();
  if (!trend_) return "the temperature has not been watched for long enough";
  const double above = *above_rest(trend_->slope_per_second);
  if (std::abs(above) > kRestBand.value) {
    return fmt::format("temperature is {:.0f} C and tends to {:.0f} C", now.value,
                       now.value - above);
  }
  const bool as_known = !known_.idle_temperature || now <= *known_.idle_temperature + kRestBand;
  if (as_known) return {};
  // Hotter than it was at rest: because the surroundings are, or because it has not cooled yet.
  // This curve tells, or a longer look.
  if (fit_ && fit_->at_rest_error <= kMostRestError) {
    return now <= fit_->fit.at_rest + kRestBand
               ? ""
               : fmt::format("temperature is {:.0f} C and tends to {:.0f} C", now.value,
                             fit_->fit.at_rest.value);
  }
  const bool rests =
      long_trend_ && std::abs(*above_rest(long_trend_->slope_per_second)) <= kRestBand.value;
  return rests ? ""
               : fmt::format("temperature is {:.0f} C, above the {:.0f} C of a device at rest",
                             now.value, known_.idle_temperature->value);
}

std::string ThermalState::unrest_by_look() const {
  if (unchanged_) return {};
  if (whole_ && std::abs(moved().value) > kUnknownRestMove.value) {
    return fmt::format("temperature still moves by {:+.2f} C/s at {:.0f} C",
                       whole_->slope_per_second, temperature_->value);
  }
  return rests_by_long_look() ? "" : "the temperature has not been watched for long enough";
}

bool ThermalState::rests_by_long_look() const {
  return whole_ && whole_->covered >= kUnknownLook * kWatched &&
         std::abs(moved().value) <= kUnknownRestMove.value;
}

std::optional<Seconds> ThermalState::time_to(Celsius target) const {
  const auto rest = at_rest();
  const auto known = time_constant();
  if (!temperature_ || !rest || !known) return std::nullopt;
  return cooling_time(*temperature_, target, *rest, *known);
}

std::optional<Seconds> ThermalState::time_to_rest() const {
  const auto rest = at_rest();
  return rest ? time_to(*rest + kRestBand) : std::nullopt;
}

}  // namespace mutation
