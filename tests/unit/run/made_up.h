// Made-up instruments and times for the tests of run/: one or two GPUs with the usual channels.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "run/observations.h"

namespace mutation::made_up {

inline MonotonicTime mono(double seconds) {
  return MonotonicTime(std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
}

// All three clocks at the same number of seconds.
inline Instant at(double seconds) {
  const std::chrono::nanoseconds since(static_cast<std::int64_t>(seconds * 1e9));
  return {MonotonicTime(since), BootTime(since), UtcTime(since)};
}

// Channels per GPU, in this order: power, energy, temperature, utilization, throttle_reasons.
inline Instrumentation gpus(int count) {
  Instrumentation all;
  for (int i = 0; i < count; ++i) {
    all.devices.push_back({.id = "GPU-" + std::to_string(i), .index = i});
    for (const auto& [quantity, rate] :
         {std::pair{Quantity::power, Rate::fast}, std::pair{Quantity::energy, Rate::fast},
          std::pair{Quantity::temperature, Rate::slow},
          std::pair{Quantity::utilization, Rate::slow},
          std::pair{Quantity::throttle_reasons, Rate::slow}}) {
      all.channels.push_back(
          {.device = i, .quantity = quantity, .source = "made up", .rate = rate});
    }
  }
  return all;
}

inline constexpr int kPower = 0;
inline constexpr int kEnergy = 1;
inline constexpr int kTemperature = 2;
inline constexpr int kUtilization = 3;
inline constexpr int kThrottle = 4;
inline constexpr int kChannelsPerGpu = 5;

// A reading every `step` seconds from `start` to `end`, both included, of a value that moves by
// `slope` a second.
inline void feed(Observations& observations, int channel, double start, double end, double value,
                 double slope = 0, double step = 0.5) {
  SampleBatch batch;
  for (double time = start; time <= end + 1e-9; time += step) {
    batch.readings.push_back({channel, mono(time), value + slope * (time - start)});
  }
  observations.add(batch);
}

}  // namespace mutation::made_up
