// For a given time constant the law is linear in what remains, so only one dimension is searched:
// the logarithm of the time constant, by golden sections. The curvature there says how well the
// curve knows it.
#include "energy/cooling_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mutation {
namespace {

constexpr size_t kFewestPoints = 10;
constexpr double kShortestTimeConstant = 1;  // s
constexpr double kLongestTimeConstant = 3000;
// Of whole degrees: what is the least that a sensor's steps scatter, C².
constexpr double kStepVariance = 1.0 / 12;
constexpr double kSearchedTo = 1e-4;     // of the logarithm
constexpr double kCurvatureStep = 0.02;  // of the logarithm

struct Point {
  double time = 0;  // s, from the first
  double temperature = 0;
};

// The best line for one time constant: T = at_rest + above · exp(-t / τ).
struct Line {
  double at_rest = 0;
  double above = 0;
  double squares = 0;        // of what is left
  double rest_variance = 0;  // of at_rest, in units of the points'
};

Line best_line(const std::vector<Point>& points, double time_constant) {
  const auto n = double(points.size());
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  for (const Point& point : points) {
    const double decay = std::exp(-point.time / time_constant);
    x += decay;
    y += point.temperature;
    xx += decay * decay;
    xy += decay * point.temperature;
  }
  const double spread = xx - x * x / n;
  Line line;
  line.above = spread > 0 ? (xy - x * y / n) / spread : 0;
  line.at_rest = (y - line.above * x) / n;
  line.rest_variance = spread > 0 ? xx / (n * spread) : HUGE_VAL;
  for (const Point& point : points) {
    const double left =
        point.temperature - line.at_rest - line.above * std::exp(-point.time / time_constant);
    line.squares += left * left;
  }
  return line;
}

// Of a function with one minimum, between the logarithms of the shortest and the longest.
template <typename Function>
double minimum_of(const Function& function) {
  const double ratio = (std::sqrt(5) - 1) / 2;
  double low = std::log(kShortestTimeConstant);
  double high = std::log(kLongestTimeConstant);
  double left = high - ratio * (high - low);
  double right = low + ratio * (high - low);
  double at_left = function(left);
  double at_right = function(right);
  while (high - low > kSearchedTo) {
    if (at_left < at_right) {
      high = std::exchange(right, left);
      at_right = at_left;
      left = high - ratio * (high - low);
      at_left = function(left);
    } else {
      low = std::exchange(left, right);
      at_left = at_right;
      right = low + ratio * (high - low);
      at_right = function(right);
    }
  }
  return (low + high) / 2;
}

Watts power_limit(const std::vector<CurvePoint>& curve, std::optional<Watts> idle) {
  std::optional<Watts> least;
  for (const CurvePoint& point : curve) {
    if (point.power && (!least || *point.power < *least)) least = point.power;
  }
  if (!least) return Watts{HUGE_VAL};
  const Watts own = idle_power_limit(*least);
  return idle ? std::max(own, idle_power_limit(*idle)) : own;
}

// From the point on after which power is at idle.
std::vector<Point> points_at_idle(const std::vector<CurvePoint>& curve, Watts limit,
                                  Seconds& begins) {
  const auto last_above = std::find_if(curve.rbegin(), curve.rend(), [&](const CurvePoint& point) {
    return point.power && *point.power > limit;
  });
  std::vector<Point> points;
  for (auto point = last_above.base(); point != curve.end(); ++point) {
    if (!point->temperature) continue;
    if (points.empty()) begins = point->since_start;
    points.push_back({(point->since_start - begins).count(), point->temperature->value});
  }
  return points;
}

// First quarter against last.
double fall_of(const std::vector<Point>& points) {
  const size_t quarter = std::max<size_t>(1, points.size() / 4);
  double fall = 0;
  for (size_t i = 0; i < quarter; ++i) {
    fall += points[i].temperature - points[points.size() - 1 - i].temperature;
  }
  return fall / double(quarter);
}

struct TimeConstant {
  double value = 0;
  double error = 0;  // one standard deviation, as a share of it
};

TimeConstant time_constant_of(const std::vector<Point>& points,
                              const std::optional<KnownTimeConstant>& known) {
  double variance = kStepVariance;
  const auto misfit = [&](double log_tau) {
    const double squares = best_line(points, std::exp(log_tau)).squares;
    if (!known || known->relative_error <= 0) return squares;
    // What earlier curves say, as one observation more.
    const double off = (log_tau - std::log(known->value.count())) / known->relative_error;
    return squares + variance * off * off;
  };
  double log_tau = minimum_of(misfit);
  const double squares = best_line(points, std::exp(log_tau)).squares;
  variance = std::max(kStepVariance, squares / double(points.size() - 3));
  if (known) log_tau = minimum_of(misfit);
  const double curvature =
      (misfit(log_tau + kCurvatureStep) - 2 * misfit(log_tau) + misfit(log_tau - kCurvatureStep)) /
      (kCurvatureStep * kCurvatureStep);
  return {std::exp(log_tau), curvature > 0 ? std::sqrt(2 * variance / curvature) : HUGE_VAL};
}

}  // namespace

Watts idle_power_limit(Watts reference) {
  return reference + std::max(kIdlePowerMargin, reference * kIdlePowerFraction);
}

Result<FittedCooling> fit_cooling(const std::vector<CurvePoint>& curve, std::optional<Watts> idle,
                                  const std::optional<KnownTimeConstant>& known) {
  FittedCooling found;
  const std::vector<Point> points = points_at_idle(curve, power_limit(curve, idle), found.begins);
  if (points.size() < kFewestPoints) {
    return Error{fmt::format("too short: {} temperatures since power is at idle, {} are needed",
                             points.size(), kFewestPoints),
                 {}};
  }
  if (const double fall = fall_of(points); fall < kLeastFall.value) {
    return Error{fmt::format("too flat: the temperature fell by {:.1f} C", std::max(0.0, fall)),
                 {}};
  }
  const TimeConstant estimate = time_constant_of(points, known);
  if (!(estimate.error <= kMostTimeConstantError)) {
    return Error{fmt::format("too short: {:.0f} s of the curve do not tell the time constant",
                             points.back().time),
                 {}};
  }
  const Line line = best_line(points, estimate.value);
  if (line.above <= 0) return Error{"the temperature does not fall", {}};
  const double low = best_line(points, estimate.value * (1 - estimate.error)).at_rest;
  const double high = best_line(points, estimate.value * (1 + estimate.error)).at_rest;
  found.time_constant_error = estimate.error;
  const double scatter =
      line.rest_variance * std::max(kStepVariance, line.squares / double(points.size() - 3));
  found.at_rest_error = Celsius{std::hypot((high - low) / 2, std::sqrt(scatter))};
  found.fit = {.time_constant = Seconds(estimate.value),
               .at_rest = Celsius{line.at_rest},
               .start = Celsius{line.at_rest + line.above},
               .over = Seconds(points.back().time),
               .rms_error_celsius = std::sqrt(line.squares / double(points.size()))};
  return found;
}

std::optional<Seconds> cooling_time(Celsius now, Celsius target, Celsius at_rest,
                                    Seconds time_constant) {
  if (now <= target) return Seconds(0);
  if (target <= at_rest) return std::nullopt;
  return time_constant * std::log((now - at_rest).value / (target - at_rest).value);
}

}  // namespace mutation
