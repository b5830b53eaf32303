// What the readings of the last seconds say about the run's own GPUs: the material from which the
// gate and the readiness check decide. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/observations.h"

namespace mutation {

// The stretch before now from which trends and baselines are taken.
inline constexpr Seconds kTrendWindow{5};

struct Trend {
  double mean = 0;
  double slope_per_second = 0;  // least squares
  Seconds covered{0};           // first to last reading used
};

// None with fewer than 3 readings in the window, or when they cover less than half of it.
std::optional<Trend> trend(const Trace& trace, MonotonicTime now, Seconds window = kTrendWindow);

struct GpuEvidence {
  std::optional<Trend> power;        // W, of the run's own GPUs, summed
  std::optional<Trend> temperature;  // °C, of the hottest
  std::optional<Trend> utilization;  // %, of the busiest
  bool has_sensors = false;          // some GPU of the run has power or temperature
};

// Whether some GPU of the run has power or temperature.
bool has_gpu_sensors(const Observations& observations, const std::vector<int>& gpus);

GpuEvidence gpu_evidence(const Observations& observations, const std::vector<int>& gpus,
                         MonotonicTime now);

// The most recent values, for the terminal and the curve; absent when older than 2 s.
struct GpuNow {
  std::optional<Watts> power;
  std::optional<Celsius> temperature;
  std::optional<double> utilization_percent;
};
GpuNow gpu_now(const Observations& observations, const std::vector<int>& gpus, MonotonicTime now);

}  // namespace mutation
