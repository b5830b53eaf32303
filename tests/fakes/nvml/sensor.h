// What a device's sensor and counter say of its power: they look now and then, average, err,
// freeze, wrap.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "fakes/nvml/power_shape.h"

namespace fake_nvml {

struct Readings {
  unsigned milliwatts = 0;          // of nvmlDeviceGetPowerUsage
  unsigned instant_milliwatts = 0;  // of NVML_FI_DEV_POWER_INSTANT
  unsigned average_milliwatts = 0;  // of NVML_FI_DEV_POWER_AVERAGE
  unsigned long long millijoules = 0;
};

class Sensor {
 public:
  explicit Sensor(size_t device) : device_(device) {}

  // A change ("sensor update 0.1", "counter wraps 500", "noise 3", "energy 0") at this moment;
  // false when its words make no sense here. Any other power ends a raw one.
  bool change(const std::vector<std::string>& words, double now, const PowerHistory& history);
  Readings read(double now, const PowerHistory& history) const;
  // No reading asks for power from before this moment.
  double looks_back_to(double now) const;

 private:
  bool change_sensor(const std::string& what, double value, double now,
                     const PowerHistory& history);
  bool change_counter(const std::string& what, double value, double now,
                      const PowerHistory& history);
  unsigned with_noise(double watts, double update, unsigned salt) const;
  double mean(double until, double seconds, const PowerHistory& history) const;

  size_t device_;  // the seed of the noise
  double update_ = 0.1;
  double phase_ = 0;
  double average_ = 0;
  double noise_watts_ = 0;
  double counter_update_ = 0.1;
  double counter_wraps_ = 0;
  double counter_offset_ = 0;  // its joules beyond the true ones
  double counter_since_ = 0;   // when it was last set
  std::optional<Readings> frozen_power_;
  std::optional<Readings> frozen_counter_;
  std::optional<unsigned> raw_milliwatts_;
  std::optional<unsigned long long> raw_millijoules_;
};

}  // namespace fake_nvml
