// A model of a GPU for machines without one: what it would draw and how warm it would get under a
// given load. A model, not a measurement: the constants are plausible for a 250 W board, and the
// time constant is that of a small one, so that a demonstration cools down within half a minute.
#pragma once

#include "base/units.h"

namespace mutation {

inline constexpr Watts kSimulatedIdlePower{30};
inline constexpr Watts kSimulatedFullPower{250};
inline constexpr Celsius kSimulatedAmbient{25};
// Temperature above ambient per watt, in the long run: 31 °C idle, 75 °C at full load.
inline constexpr double kSimulatedKelvinPerWatt = 0.2;
inline constexpr Seconds kSimulatedHeatTime{6};           // Newton's law: 63 % of the way
inline constexpr Seconds kSimulatedUtilizationTime{0.5};  // the smoothing of utilisation

// Starts idle and cold as it would be after a long rest.
class SimulatedGpu {
 public:
  // The load of the last `time`, constant over it: 0 idle .. 1 all of the machine's CPUs.
  void advance(Seconds time, double load);

  double utilization() const { return utilization_; }  // %
  Watts power() const;                                 // linear in utilisation
  Joules energy() const { return energy_; }            // since its birth: the integral of power()
  Celsius temperature() const { return temperature_; }

 private:
  double utilization_ = 0;
  Joules energy_{0};
  Celsius temperature_ =
      kSimulatedAmbient + Celsius{kSimulatedKelvinPerWatt * kSimulatedIdlePower.value};
};

}  // namespace mutation
