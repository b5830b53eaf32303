#include "unit/energy/sensor_model.h"

#include <algorithm>
#include <cmath>

namespace mutation::sensor_model {
namespace {

constexpr double kCell = 0.001;

double cut(double value, double step) {
  return step > 0 ? std::floor(value / step + 1e-9) * step : value;
}

double last_update(double time, const Sensor& sensor) {
  if (sensor.period <= 0) return time;
  return sensor.phase + std::floor((time - sensor.phase) / sensor.period) * sensor.period;
}

template <typename Value>
Trace read(const TruePower& power, const Reader& reader, Random& random, Value value) {
  Trace trace;
  double last = -1e9;
  for (int i = 0;; ++i) {
    double time = reader.start + i * reader.period;
    if (time > power.end() + reader.after_end) return trace;
    time += uniform(random, 0, 0.0003);
    if (uniform(random, 0, 1) < reader.late_share) time += uniform(random, 0, reader.most_late);
    if (uniform(random, 0, 1) < reader.lost_share || time <= last) continue;
    last = time;
    trace.push_back({at(time), value(time)});
  }
}

}  // namespace

MonotonicTime at(double seconds) {
  return MonotonicTime(std::chrono::nanoseconds(std::llround((seconds + 1000) * 1e9)));
}

Stretch stretch(double start, double end) {
  return {at(start), at(end)};
}

TruePower::TruePower(double end, const std::function<double(double)>& watts) : end_(end) {
  const auto cells = static_cast<size_t>(std::ceil((end + kLead + 3) / kCell));
  double sum = 0;
  for (size_t i = 0; i < cells; ++i) {
    const double now = watts((static_cast<double>(i) + 0.5) * kCell - kLead);
    watts_.push_back(now);
    joules_.push_back(sum);
    sum += now * kCell;
  }
}

double TruePower::watts(double time) const {
  const double cell =
      std::clamp((time + kLead) / kCell, 0.0, static_cast<double>(watts_.size() - 1));
  return watts_[static_cast<size_t>(cell)];
}

double TruePower::until(double time) const {
  const double cell =
      std::clamp((time + kLead) / kCell, 0.0, static_cast<double>(watts_.size() - 1));
  const auto whole = static_cast<size_t>(cell);
  return joules_[whole] + watts_[whole] * (cell - static_cast<double>(whole)) * kCell;
}

double TruePower::joules(double from, double to) const {
  return until(to) - until(from);
}

double uniform(Random& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11) * 0x1.0p-53;
}

double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(uniform(random, 1e-12, 1)));
  return radius * std::cos(2 * 3.14159265358979 * uniform(random, 0, 1));
}

Trace read_counter(const TruePower& power, const Sensor& sensor, const Reader& reader,
                   Random& random) {
  return read(power, reader, random, [&](double time) {
    const double joules = 5000 + power.joules(-TruePower::kLead, last_update(time, sensor));
    return cut(sensor.wraps_at > 0 ? std::fmod(joules, sensor.wraps_at) : joules, sensor.step);
  });
}

Trace read_power(const TruePower& power, const Sensor& sensor, const Reader& reader,
                 Random& random) {
  return read(power, reader, random, [&](double time) {
    const double update = last_update(time, sensor);
    const double window = sensor.averaging > 0 ? sensor.averaging : sensor.window;
    const double mean = power.joules(update - window, update) / window;
    return sensor.step > 0 ? cut(mean + sensor.step / 2, sensor.step) : mean;
  });
}

}  // namespace mutation::sensor_model
