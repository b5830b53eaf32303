// A model of a GPU for machines without one: what it would draw, how warm it would get under a
// given load, and what its sensors would say of that. A model, not a measurement. Pure: time is
// what it is told, so that tests and benches may let hours pass.
#pragma once

#include <cstdint>
#include <deque>
#include <random>

#include "base/units.h"
#include "measure/simulated_options.h"

namespace mutation {

inline constexpr Seconds kSimulatedUtilizationTime{0.5};  // the smoothing of utilisation

// Starts idle and cold as it would be after a long rest. True values and readings stand apart: a
// reading has the sensor's period, averaging, steps and noise. The same options and the same steps
// of time give the same readings.
class SimulatedGpu {
 public:
  explicit SimulatedGpu(SimulatedGpuOptions options = {});

  // The load of the last `time`, constant over it: 0 idle .. 1 all that it can do.
  void advance(Seconds time, double load);

  const SimulatedGpuOptions& options() const { return options_; }
  Seconds age() const { return now_; }  // the sum of the times

  // As it is.
  double utilization() const { return utilization_; }  // %
  Watts power() const;
  Joules energy() const { return energy_; }  // since its birth: the exact integral of power()
  Celsius temperature() const { return temperature_; }
  Celsius ambient() const;

  // As the sensors say.
  Watts power_reading() const { return power_reading_; }
  Joules energy_reading() const { return energy_reading_; }
  Celsius temperature_reading() const { return temperature_reading_; }

 private:
  struct Mark {
    Seconds at;
    Joules energy;
  };

  void pass(Seconds time, double load);
  Seconds until_next_event(double load) const;
  bool raised(double load) const;
  void read_sensors();
  void read_counter();
  Joules energy_at(Seconds time) const;

  SimulatedGpuOptions options_;
  std::mt19937_64 random_;
  std::normal_distribution<double> noise_;
  Seconds now_{0};
  Seconds idle_for_;         // since its last work
  bool raised_now_ = false;  // its idle power is the raised one
  double utilization_ = 0;
  Joules energy_{0};
  Celsius temperature_;
  std::deque<Mark> marks_;  // energy at the sensor's last updates, for the mean
  Seconds next_update_;
  Seconds next_counter_update_;
  Watts power_reading_{0};
  Joules energy_reading_{0};
  Celsius temperature_reading_{0};
};

}  // namespace mutation
