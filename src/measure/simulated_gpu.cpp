// Utilisation and energy are solved exactly for the time that passes; heat in short steps, so that
// none of them depends on how often the model is asked.
#include "measure/simulated_gpu.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace mutation {
namespace {

constexpr double kWorksFrom = 0.01;      // load
constexpr double kHeatStepShare = 0.01;  // of the time constant
constexpr Seconds kLongestStep{0.5};
constexpr Seconds kNever{std::numeric_limits<double>::infinity()};
// Steps are not split for less: sums of times are not exact.
constexpr Seconds kInstant{1e-9};
constexpr Seconds kHour{3600};

}  // namespace

SimulatedGpu::SimulatedGpu(SimulatedGpuOptions options)
    : options_(options),
      random_(options.seed),
      idle_for_(kNever),
      temperature_(options.ambient + Celsius{options.celsius_per_watt * options.idle.value}),
      next_update_(options.update > Seconds(0) ? options.update : kNever),
      next_counter_update_(options.counter_update > Seconds(0) ? options.counter_update : kNever) {
  read_sensors();
  read_counter();
}

void SimulatedGpu::advance(Seconds time, double load) {
  if (time <= Seconds(0)) return;
  load = std::clamp(load, 0.0, 1.0);
  const Seconds end = now_ + time;
  while (end - now_ > kInstant) {
    pass(std::min(end - now_, until_next_event(load)), load);
    if (now_ > next_update_ - kInstant) {
      read_sensors();
      next_update_ += options_.update;
    }
    if (now_ > next_counter_update_ - kInstant) {
      read_counter();
      next_counter_update_ += options_.counter_update;
    }
  }
  if (options_.update == Seconds(0)) read_sensors();
  if (options_.counter_update == Seconds(0)) read_counter();
}

Seconds SimulatedGpu::until_next_event(double load) const {
  const Seconds heat_step = std::min(options_.time_constant * kHeatStepShare, kLongestStep);
  Seconds next = std::min({heat_step, next_update_ - now_, next_counter_update_ - now_});
  if (load < kWorksFrom && idle_for_ < options_.idle_lag)
    next = std::min(next, options_.idle_lag - idle_for_);
  return std::max(next, kInstant * 2);
}

bool SimulatedGpu::raised(double load) const {
  return options_.idle_lag > Seconds(0) &&
         (load >= kWorksFrom || idle_for_ < options_.idle_lag - kInstant);
}

// One step in which nothing happens but the passing of time.
void SimulatedGpu::pass(Seconds time, double load) {
  if (load >= kWorksFrom) idle_for_ = Seconds(0);
  raised_now_ = raised(load);
  const Watts base = options_.idle + (raised_now_ ? options_.idle_lag_power : Watts{0});
  const Watts span = std::max(options_.full - base, Watts{0});
  const double target = 100 * load;
  const double remains = std::exp(-(time / kSimulatedUtilizationTime));
  const double mean_utilization =
      target + (utilization_ - target) * (1 - remains) * (kSimulatedUtilizationTime / time);
  utilization_ = target + (utilization_ - target) * remains;
  const Watts mean_power = base + span * (mean_utilization / 100);
  energy_ += mean_power * time;
  now_ += time / 2;
  const Celsius warm = ambient() + Celsius{options_.celsius_per_watt * mean_power.value};
  now_ += time / 2;
  temperature_ = warm + (temperature_ - warm) * std::exp(-(time / options_.time_constant));
  if (load < kWorksFrom) {
    idle_for_ += time;
    raised_now_ = raised(load);
  }
}

Watts SimulatedGpu::power() const {
  const Watts base = options_.idle + (raised_now_ ? options_.idle_lag_power : Watts{0});
  return base + std::max(options_.full - base, Watts{0}) * (utilization_ / 100);
}

Celsius SimulatedGpu::ambient() const {
  const double turns = now_ / options_.ambient_swing_period;
  return options_.ambient + options_.ambient_drift_per_hour * (now_ / kHour) +
         options_.ambient_swing * std::sin(2 * std::numbers::pi * turns);
}

void SimulatedGpu::read_sensors() {
  power_reading_ = power();
  if (options_.averaging > Seconds(0)) {
    marks_.push_back({now_, energy_});
    const Seconds from = std::max(now_ - options_.averaging, Seconds(0));
    if (now_ - from > kInstant)
      power_reading_ = (energy_at(now_) - energy_at(from)) / (now_ - from);
    while (marks_.size() > 2 && marks_[1].at <= from) marks_.pop_front();
  }
  if (options_.power_noise > Watts{0})
    power_reading_ = std::max(power_reading_ + options_.power_noise * noise_(random_), Watts{0});
  temperature_reading_ = temperature_;
  if (options_.temperature_noise > Celsius{0})
    temperature_reading_ += options_.temperature_noise * noise_(random_);
  if (const double step = options_.temperature_step.value; step > 0)
    temperature_reading_.value = std::round(temperature_reading_.value / step) * step;
}

void SimulatedGpu::read_counter() {
  energy_reading_ = energy_;
}

// Straight between the marks.
Joules SimulatedGpu::energy_at(Seconds time) const {
  const auto after = std::ranges::lower_bound(marks_, time, {}, &Mark::at);
  if (after == marks_.end()) return marks_.back().energy;
  if (after == marks_.begin()) return after->energy;
  const Mark& before = *std::prev(after);
  return before.energy +
         (after->energy - before.energy) * ((time - before.at) / (after->at - before.at));
}

}  // namespace mutation
