// A reading is a function of the moment, so that it does not matter how often it is asked for.
#include "fakes/nvml/sensor.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

namespace fake_nvml {
namespace {

constexpr double kFieldAverage = 1;  // s, of NVML_FI_DEV_POWER_AVERAGE
constexpr double kShortestUpdate = 0.001;

// The last update not after `now`; times are sums, which are not exact.
double last_update(double now, double update, double phase) {
  const double updates = std::floor((now - phase) / update + 1e-6);
  return std::max(phase + updates * update, 0.0);
}

unsigned in_milliwatts(double watts) {
  return static_cast<unsigned>(std::llround(std::max(watts, 0.0) * 1000));
}

}  // namespace

bool Sensor::change(const std::vector<std::string>& words, double now,
                    const PowerHistory& history) {
  if (words.size() < 2) return false;
  const std::string& what = words[0];
  const std::string& second = words[1];
  const double value = std::strtod(words.back().c_str(), nullptr);
  if (what == "power") {
    raw_milliwatts_.reset();
    if (second != "raw" || words.size() != 3) return false;
    raw_milliwatts_ = static_cast<unsigned>(std::strtoull(words[2].c_str(), nullptr, 0));
    return true;
  }
  if (words.size() > 3) return false;
  if (what == "counter" && second == "raw" && words.size() == 3) {
    raw_millijoules_ = std::strtoull(words[2].c_str(), nullptr, 0);
    return true;
  }
  if (what == "sensor") return change_sensor(second, value, now, history);
  if (what == "counter") return change_counter(second, value, now, history);
  if (words.size() != 2) return false;
  if (what == "noise") {
    noise_watts_ = value;
  } else if (what == "energy") {
    counter_offset_ = value - history.joules(now);
    counter_since_ = now;
  } else {
    return false;
  }
  return true;
}

bool Sensor::change_sensor(const std::string& what, double value, double now,
                           const PowerHistory& history) {
  if (what == "update" && value >= kShortestUpdate)
    update_ = value;
  else if (what == "phase" && value >= 0)
    phase_ = value;
  else if (what == "average" && value >= 0)
    average_ = value;
  else if (what == "frozen")
    frozen_power_ = read(now, history);
  else if (what == "running")
    frozen_power_.reset();
  else
    return false;
  return true;
}

bool Sensor::change_counter(const std::string& what, double value, double now,
                            const PowerHistory& history) {
  if (what == "update" && value >= kShortestUpdate)
    counter_update_ = value;
  else if (what == "wraps" && value >= 0)
    counter_wraps_ = value;
  else if (what == "frozen")
    frozen_counter_ = read(now, history);
  else if (what == "running")
    frozen_counter_.reset(), raw_millijoules_.reset();
  else
    return false;
  return true;
}

Readings Sensor::read(double now, const PowerHistory& history) const {
  const double looked = last_update(now, update_, phase_);
  const double instant = history.watts(looked);
  Readings readings;
  readings.milliwatts =
      with_noise(average_ > 0 ? mean(looked, average_, history) : instant, looked, 0);
  readings.instant_milliwatts = with_noise(instant, looked, 1);
  readings.average_milliwatts = with_noise(mean(looked, kFieldAverage, history), looked, 2);
  const double counted = std::max(last_update(now, counter_update_, phase_), counter_since_);
  double joules = history.joules(counted) + counter_offset_;
  if (counter_wraps_ > 0) joules -= std::floor(joules / counter_wraps_) * counter_wraps_;
  readings.millijoules =
      static_cast<unsigned long long>(std::llround(std::max(joules, 0.0) * 1000));
  if (frozen_counter_) readings.millijoules = frozen_counter_->millijoules;
  if (frozen_power_) {
    readings.milliwatts = frozen_power_->milliwatts;
    readings.instant_milliwatts = frozen_power_->instant_milliwatts;
    readings.average_milliwatts = frozen_power_->average_milliwatts;
  }
  readings.milliwatts = raw_milliwatts_.value_or(readings.milliwatts);
  readings.millijoules = raw_millijoules_.value_or(readings.millijoules);
  return readings;
}

double Sensor::looks_back_to(double now) const {
  return now - std::max(average_, kFieldAverage) - std::max(update_, counter_update_) - 1;
}

// The same at the same update, whoever asks.
unsigned Sensor::with_noise(double watts, double update, unsigned salt) const {
  if (noise_watts_ == 0) return in_milliwatts(watts);
  std::seed_seq seed{static_cast<unsigned>(device_), salt,
                     static_cast<unsigned>(std::llround(update * 1000))};
  std::mt19937 random(seed);
  return in_milliwatts(watts + std::normal_distribution<double>(0, noise_watts_)(random));
}

double Sensor::mean(double until, double seconds, const PowerHistory& history) const {
  const double from = std::max(until - seconds, 0.0);
  if (until - from < 1e-9) return history.watts(until);
  return (history.joules(until) - history.joules(from)) / (until - from);
}

}  // namespace fake_nvml
