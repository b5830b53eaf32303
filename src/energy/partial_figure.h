// A figure while it is added up: what was covered, what was left out and why. Of use to the
// integrations of energy/ alone.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "energy/channel_energy.h"

namespace mutation {

inline double square(double x) {
  return x * x;
}

// The readings of `readings_around`, with `margin` more to both sides, as [first, last).
std::pair<size_t, size_t> range_around(const Trace& readings, Stretch stretch, size_t margin);

// Variances, in J².
struct Variances {
  double edges = 0;
  double gaps = 0;
  double resolution = 0;
  double sensor_window = 0;
  double timestamps = 0;
};

struct PartialFigure {
  double joules = 0;
  Monotonic::duration covered{0};
  int resets = 0;
  Monotonic::duration in_gaps{0};
  Monotonic::duration still{0};
  Variances variances;
  std::optional<Seconds> update_period;

  void add(MonotonicTime from, MonotonicTime to, double amount) {
    joules += amount;
    covered += to - from;
  }
};

// `still_text`: "the counter stood still".
EnergyFigure finished(const PartialFigure& partial, const EnergyChannel& channel, Stretch stretch,
                      const std::string& method, const std::string& still_text);

}  // namespace mutation
