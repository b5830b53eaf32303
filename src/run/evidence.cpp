#include "run/evidence.h"

#include <algorithm>
#include <span>

namespace mutation {
namespace {

constexpr size_t kFewestReadings = 3;
constexpr Seconds kFresh{2};

double least_squares_slope(std::span<const TracePoint> points) {
  const MonotonicTime origin = points.front().at;
  double time_mean = 0;
  double value_mean = 0;
  for (const TracePoint& point : points) {
    time_mean += Seconds(point.at - origin).count();
    value_mean += point.value;
  }
  time_mean /= double(points.size());
  value_mean /= double(points.size());
  double covariance = 0;
  double variance = 0;
  for (const TracePoint& point : points) {
    const double time = Seconds(point.at - origin).count() - time_mean;
    covariance += time * (point.value - value_mean);
    variance += time * time;
  }
  return variance > 0 ? covariance / variance : 0;
}

std::optional<Trend> highest_trend(const Observations& observations, const std::vector<int>& gpus,
                                   Quantity quantity, MonotonicTime now, MonotonicTime since) {
  std::optional<Trend> highest;
  for (const int gpu : gpus) {
    const Trace* const readings = observations.trace(gpu, quantity);
    const auto found = readings ? trend(*readings, now, kTrendWindow, since) : std::nullopt;
    if (found && (!highest || found->mean > highest->mean)) highest = found;
  }
  return highest;
}

std::optional<double> highest_now(const Observations& observations, const std::vector<int>& gpus,
                                  Quantity quantity, MonotonicTime now) {
  std::optional<double> highest;
  for (const int gpu : gpus) {
    const auto value = observations.latest(gpu, quantity, now, kFresh);
    if (value && (!highest || *value > *highest)) highest = value;
  }
  return highest;
}

}  // namespace

std::optional<Trend> trend(const Trace& trace, MonotonicTime now, Seconds window,
                           MonotonicTime since) {
  const auto start =
      std::max(since, now - std::chrono::duration_cast<std::chrono::nanoseconds>(window));
  const auto first = std::ranges::lower_bound(trace, start, {}, &TracePoint::at);
  const auto last = std::ranges::upper_bound(trace, now, {}, &TracePoint::at);
  if (last - first < std::ptrdiff_t(kFewestReadings)) return std::nullopt;
  const std::span<const TracePoint> points(first, last);
  const Seconds covered = points.back().at - points.front().at;
  if (covered < window / 2) return std::nullopt;
  double sum = 0;
  for (const TracePoint& point : points) sum += point.value;
  return Trend{sum / double(points.size()), least_squares_slope(points), covered};
}

bool has_gpu_sensors(const Observations& observations, const std::vector<int>& gpus) {
  return std::ranges::any_of(gpus, [&](int gpu) {
    return observations.channel(gpu, Quantity::power) ||
           observations.channel(gpu, Quantity::temperature);
  });
}

GpuEvidence gpu_evidence(const Observations& observations, const std::vector<int>& gpus,
                         MonotonicTime now, MonotonicTime since) {
  GpuEvidence evidence;
  Trend power;
  bool complete = !gpus.empty();
  evidence.has_sensors = has_gpu_sensors(observations, gpus);
  for (const int gpu : gpus) {
    const Trace* const readings = observations.trace(gpu, Quantity::power);
    const auto found = readings ? trend(*readings, now, kTrendWindow, since) : std::nullopt;
    complete &= found.has_value();
    if (!found) continue;
    power.mean += found->mean;
    power.slope_per_second += found->slope_per_second;
    power.covered = std::max(power.covered, found->covered);
  }
  if (complete) evidence.power = power;
  evidence.temperature = highest_trend(observations, gpus, Quantity::temperature, now, since);
  evidence.utilization = highest_trend(observations, gpus, Quantity::utilization, now, since);
  evidence.answers = highest_now(observations, gpus, Quantity::power, now) ||
                     highest_now(observations, gpus, Quantity::temperature, now);
  return evidence;
}

GpuNow gpu_now(const Observations& observations, const std::vector<int>& gpus, MonotonicTime now) {
  GpuNow values;
  for (const int gpu : gpus) {
    const auto power = observations.latest(gpu, Quantity::power, now, kFresh);
    if (!power) {
      values.power.reset();
      break;
    }
    values.power = values.power.value_or(Watts{0}) + Watts{*power};
  }
  if (const auto hottest = highest_now(observations, gpus, Quantity::temperature, now)) {
    values.temperature = Celsius{*hottest};
  }
  values.utilization_percent = highest_now(observations, gpus, Quantity::utilization, now);
  return values;
}

}  // namespace mutation
