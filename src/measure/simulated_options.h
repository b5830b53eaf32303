// What a simulated GPU is like: its power, its heat, its surroundings and its sensors. Given on the
// command line as "KEY=VALUE,KEY=VALUE"; recorded in the same form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

// The defaults are plausible for a 250 W board, but for the time constant, which is that of a small
// one, so that a demonstration cools down within half a minute, and for the sensors, which are
// exact.
struct SimulatedGpuOptions {
  Watts idle{30};
  Watts full{250};
  Seconds time_constant{6};  // Newton's law: 63 % of the way
  Celsius ambient{25};
  double celsius_per_watt = 0.2;  // above ambient in the long run: 31 °C idle, 75 °C at full load
  Celsius ambient_drift_per_hour{0};  // the surroundings get warmer steadily
  Celsius ambient_swing{0};           // … and swing by this much up and down
  Seconds ambient_swing_period{1800};
  Seconds idle_lag{0};           // how long power stays raised after work has ended
  Watts idle_lag_power{30};      // … by this much above idle; while it works, too
  Celsius temperature_noise{0};  // standard deviation of a reading
  Watts power_noise{0};          // standard deviation of a reading
  Celsius temperature_step{0};   // readings are rounded to multiples of it; 0: not rounded
  std::uint64_t seed = 1;        // of the noise
  Seconds update{0};     // power and temperature readings change this often; 0: whenever asked
  Seconds averaging{0};  // a power reading is the mean of this long before it; 0: of the moment
  Seconds counter_update{0};  // the energy counter moves this often; 0: whenever asked

  friend bool operator==(const SimulatedGpuOptions&, const SimulatedGpuOptions&) = default;
};

// The names of the options, in the order of the struct.
std::vector<std::string> simulated_gpu_keys();

// "idle_watts=20,time_constant_seconds=60"; "" gives the defaults. The error lists everything that
// is wrong: unknown and repeated keys, values that are no numbers or outside of their range.
Result<SimulatedGpuOptions> parse_simulated_gpu(std::string_view text);

// The options that are not the defaults, in a form that reads back as the same; "" when all are.
std::string to_text(const SimulatedGpuOptions& options);

}  // namespace mutation
