// A device whose true power and energy are known, its sensors, and a reader: what the integration
// is tested against. Shares no code with it.
#pragma once

#include <functional>
#include <random>
#include <vector>

#include "energy/channel_energy.h"

namespace mutation::sensor_model {

MonotonicTime at(double seconds);
Stretch stretch(double start, double end);

// Power that is constant within each millisecond, from kLead seconds before time 0 on.
class TruePower {
 public:
  static constexpr double kLead = 14;
  TruePower(double end, const std::function<double(double)>& watts);
  double watts(double time) const;
  double joules(double from, double to) const;
  double end() const { return end_; }

 private:
  double until(double time) const;
  double end_;
  std::vector<double> watts_;
  std::vector<double> joules_;  // up to the start of each millisecond
};

// When and how a sensor updates itself.
struct Sensor {
  double period = 0.1;  // 0: it is of the moment that it is read
  double phase = 0.037;
  double averaging = 0;   // power only
  double step = 0;        // values are cut to multiples of it
  double wraps_at = 0;    // counter only
  double window = 0.001;  // power only: how long it looks before each update
};

struct Reader {
  double period = 0.098;
  double late_share = 0;    // of the readings that come late
  double most_late = 0.08;  // s
  double lost_share = 0;    // of the readings that are lost
  double start = -12;
  double after_end = 1.4;  // goes on for so long
};

using Random = std::mt19937_64;
double uniform(Random& random, double low, double high);
double normal(Random& random);

Trace read_counter(const TruePower& power, const Sensor& sensor, const Reader& reader,
                   Random& random);
Trace read_power(const TruePower& power, const Sensor& sensor, const Reader& reader,
                 Random& random);

}  // namespace mutation::sensor_model
