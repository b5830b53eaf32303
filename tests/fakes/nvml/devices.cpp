// Applies changes when their time comes; power is remembered as formulas.
#include "fakes/nvml/devices.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace fake_nvml {
namespace {

constexpr double kAmbient = 25;
constexpr double kKelvinPerWatt = 0.2;
constexpr double kHeatSeconds = 6;

double number(const std::string& word) {
  return std::strtod(word.c_str(), nullptr);
}

// The shape that the words after "power" ask for.
std::optional<PowerShape> shape_of(const std::vector<std::string>& words) {
  if (words.size() == 2) return PowerShape::constant(number(words[1]));
  if (words.size() == 5 && words[1] == "ramp" && number(words[4]) > 0)
    return PowerShape::ramp(number(words[2]), number(words[3]), number(words[4]));
  if (words.size() == 6 && words[1] == "bursts" && number(words[4]) > 0 && number(words[5]) > 0)
    return PowerShape::bursts(number(words[2]), number(words[3]), number(words[4]),
                              number(words[5]));
  return std::nullopt;
}

}  // namespace

std::optional<Devices> Devices::make(const Script& script) {
  Devices devices;
  for (size_t i = 0; i < script.devices.size(); ++i)
    devices.devices_.push_back({.sensor = Sensor(i)});
  devices.pending_ = script.changes;
  for (const Change& change : script.changes) {
    Device scratch{.sensor = Sensor(0)};
    if (devices.apply(change.words, scratch)) continue;
    std::fprintf(stderr, "fake NVML: no such change, or not so many words: %s\n",
                 change.words.front().c_str());
    return std::nullopt;
  }
  return devices;
}

void Devices::advance_to(double seconds) {
  size_t applied = 0;
  for (; applied < pending_.size() && pending_[applied].at <= seconds; ++applied) {
    now_ = std::max(now_, pending_[applied].at);
    apply(pending_[applied]);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(applied));
  follow_cpu(seconds);
  now_ = std::max(now_, seconds);
}

Readings Devices::readings(size_t device) const {
  return devices_[device].sensor.read(now_, devices_[device].power);
}

std::vector<const PowerHistory*> Devices::power() const {
  std::vector<const PowerHistory*> all;
  for (const Device& device : devices_) all.push_back(&device.power);
  return all;
}

void Devices::forget() {
  for (Device& device : devices_) device.power.forget_before(device.sensor.looks_back_to(now_));
}

bool Devices::apply(const Change& change) {
  if (change.device != kAllDevices)
    return apply(change.words, devices_[static_cast<size_t>(change.device)]);
  for (Device& device : devices_) apply(change.words, device);
  Device nobody{.state = general_, .sensor = Sensor(0)};
  apply(change.words, nobody);
  general_ = nobody.state;
  return true;
}

bool Devices::apply(const std::vector<std::string>& words, Device& device) {
  return device.sensor.change(words, now_, device.power) ||
         (words[0] == "power" ? apply_power(words, device) : apply_change(words, device.state));
}

bool Devices::apply_power(const std::vector<std::string>& words, Device& device) {
  DeviceState& state = device.state;
  state.follows_cpu = words.size() == 5 && words[1] == "follows" && words[2] == "cpu";
  if (state.follows_cpu) {
    state.idle_watts = number(words[3]);
    state.full_watts = number(words[4]);
    state.temperature = kAmbient + kKelvinPerWatt * state.idle_watts;
    device.power.set(now_, PowerShape::constant(state.idle_watts));
    return true;
  }
  const std::optional<PowerShape> shape = shape_of(words);
  if (shape) device.power.set(now_, *shape);
  return shape.has_value();
}

// The load of the time that has passed since the last look.
void Devices::follow_cpu(double seconds) {
  double load = -1;
  for (Device& device : devices_) {
    DeviceState& state = device.state;
    if (!state.follows_cpu || seconds <= now_) continue;
    if (load < 0) load = load_.update();
    state.utilization = 100 * load;
    const double watts = state.idle_watts + (state.full_watts - state.idle_watts) * load;
    device.power.set(now_, PowerShape::constant(watts));
    const double target = kAmbient + kKelvinPerWatt * watts;
    state.temperature =
        target + (state.temperature - target) * std::exp(-(seconds - now_) / kHeatSeconds);
  }
}

}  // namespace fake_nvml
