// Both smoothings are solved exactly for the time that passed, so the curve does not depend on how
// often the model is asked.
#include "measure/simulated_gpu.h"

#include <algorithm>
#include <cmath>

namespace mutation {

void SimulatedGpu::advance(Seconds time, double load) {
  if (time <= Seconds(0)) return;
  const double target_utilization = 100 * std::clamp(load, 0.0, 1.0);
  const Watts power_before = power();
  utilization_ = target_utilization + (utilization_ - target_utilization) *
                                          std::exp(-(time / kSimulatedUtilizationTime));
  // Power goes straight from one reading to the next, as whoever integrates the readings assumes.
  const Watts mean_power = (power_before + power()) * 0.5;
  energy_ += mean_power * time;
  const Celsius target = kSimulatedAmbient + Celsius{kSimulatedKelvinPerWatt * mean_power.value};
  temperature_ = target + (temperature_ - target) * std::exp(-(time / kSimulatedHeatTime));
}

Watts SimulatedGpu::power() const {
  return kSimulatedIdlePower + (kSimulatedFullPower - kSimulatedIdlePower) * (utilization_ / 100);
}

}  // namespace mutation
