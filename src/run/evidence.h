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

// Of no reading before `since`, as far back as the window may reach. None with fewer than 3
// readings in the window, or when they cover less than half of it.
std::optional<Trend> trend(const Trace& trace, MonotonicTime now, Seconds window = kTrendWindow,
                           MonotonicTime since = {});

struct GpuEvidence {
  std::optional<Trend> power;        // W, of the run's own GPUs, summed
  std::optional<Trend> temperature;  // °C, of the hottest
  std::optional<Trend> utilization;  // %, of the busiest
  bool has_sensors = false;          // some GPU of the run has power or temperature
  bool answers = false;              // and one of them was read in the last 2 s
};

// Whether some GPU of the run has power or temperature.
bool has_gpu_sensors(const Observations& observations, const std::vector<int>& gpus);

// Trends are of the time since `since`: what was before tells of something else.
GpuEvidence gpu_evidence(const Observations& observations, const std::vector<int>& gpus,
                         MonotonicTime now, MonotonicTime since);

// The most recent values, for the terminal and the curve; absent when older than 2 s.
struct GpuNow {
  std::optional<Watts> power;
  std::optional<Celsius> temperature;
  std::optional<double> utilization_percent;
};
GpuNow gpu_now(const Observations& observations, const std::vector<int>& gpus, MonotonicTime now);

}  // namespace mutation
