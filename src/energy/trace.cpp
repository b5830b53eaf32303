// Walks the pairs of neighbouring readings that touch a stretch and adds up what each contributes.
// Must not extrapolate: time that no two readings enclose is left out and shown as coverage.
#include "energy/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

namespace mutation {
namespace {

using Duration = MonotonicTime::duration;

// A difference of coverage from which on one figure is clearly better than the other.
constexpr double kClearlyLess = 0.01;

Seconds length_of(Stretch stretch) {
  return stretch.end - stretch.start;
}

// The readings in the stretch, with the one before its start and the one after its end.
std::span<const TracePoint> around(const Trace& trace, Stretch stretch) {
  auto first =
      std::upper_bound(trace.begin(), trace.end(), stretch.start,
                       [](MonotonicTime time, const TracePoint& p) { return time < p.at; });
  if (first != trace.begin()) --first;
  auto last = std::lower_bound(first, trace.end(), stretch.end,
                               [](const TracePoint& p, MonotonicTime time) { return p.at < time; });
  if (last != trace.end()) ++last;
  return {first, last};
}

// Two neighbouring readings and the part of the time between them that lies in the stretch; no
// time when `from` is not before `to`.
struct Pair {
  TracePoint a;
  TracePoint b;
  MonotonicTime from;
  MonotonicTime to;
};

Pair pair_of(const TracePoint& a, const TracePoint& b, Stretch stretch) {
  return {a, b, std::max(a.at, stretch.start), std::min(b.at, stretch.end)};
}

bool touches_stretch(const Pair& pair) {
  return pair.from < pair.to;
}

Seconds apart(const Pair& pair) {
  return pair.b.at - pair.a.at;
}

bool is_gap(const Pair& pair) {
  return apart(pair) > kLongestGap;
}

// An edge of the stretch lies between the two readings.
bool is_cut(const Pair& pair) {
  return pair.from != pair.a.at || pair.to != pair.b.at;
}

double interpolated(const Pair& pair, MonotonicTime at) {
  return pair.a.value + (pair.b.value - pair.a.value) * (Seconds(at - pair.a.at) / apart(pair));
}

// Mean value over the pair's part of the stretch.
double mean_of(const Pair& pair) {
  return (interpolated(pair, pair.from) + interpolated(pair, pair.to)) / 2;
}

// What the counter counted between two readings; none when it was reset there, or when it could
// have wrapped more than once.
std::optional<double> counted(const Pair& pair, double wraps_at) {
  // Updates do not fall on readings: a second's worth of slack.
  const double most = kMostPower.value * (apart(pair).count() + 1);
  double difference = pair.b.value - pair.a.value;
  if (wraps_at > 0) {
    if (is_gap(pair) && kMostPower.value * apart(pair).count() > wraps_at) return std::nullopt;
    if (difference < 0) difference += wraps_at;
  }
  if (difference < 0 || difference > most) return std::nullopt;
  return difference;
}

// The figure while it is added up.
struct Sum {
  double value = 0;
  Duration covered{0};
  int resets = 0;
  Duration in_gaps{0};
};

void add(Sum& sum, const Pair& pair, double amount) {
  sum.value += amount;
  sum.covered += pair.to - pair.from;
}

std::string without_readings(std::span<const TracePoint> points, Stretch stretch) {
  if (length_of(stretch) <= Seconds(0)) return "the stretch has no length";
  if (points.empty()) return "no reading";
  if (points.size() == 1) return "one reading only in or around the stretch";
  if (points.size() == 2 && points[0].at <= stretch.start && points[1].at >= stretch.end)
    return fmt::format("the readings around the stretch are {:.1f} s apart",
                       Seconds(points[1].at - points[0].at).count());
  return "no two readings enclose any of the stretch";
}

std::string why_partial(const Sum& sum, double coverage) {
  std::string reason = fmt::format("readings cover {:.1f} % of the stretch", 100 * coverage);
  if (sum.resets > 0)
    reason += fmt::format("; the counter was reset or jumped {} time{}", sum.resets,
                          sum.resets == 1 ? "" : "s");
  if (sum.in_gaps > Duration(0))
    reason += fmt::format("; {:.1f} s lie in gaps without readings", Seconds(sum.in_gaps).count());
  return reason;
}

EnergyFigure figure_of(const Sum& sum, std::span<const TracePoint> points, Stretch stretch,
                       const std::string& method, const std::string& source) {
  if (sum.covered <= Duration(0)) {
    std::string reason = without_readings(points, stretch);
    if (sum.resets > 0) reason += "; the counter was reset or jumped";
    return {.source = source, .reason = std::move(reason)};
  }
  const double coverage = Seconds(sum.covered) / length_of(stretch);
  const bool whole = sum.covered == stretch.end - stretch.start;
  return {.energy = Joules{sum.value},
          .method = method,
          .source = source,
          .coverage = coverage,
          .reason = whole ? std::string() : why_partial(sum, coverage)};
}

// Time-weighted sum of values over the covered part, in value times seconds.
Sum trapezoid(std::span<const TracePoint> points, Stretch stretch) {
  Sum sum;
  for (size_t i = 1; i < points.size(); ++i) {
    const Pair pair = pair_of(points[i - 1], points[i], stretch);
    if (!touches_stretch(pair)) continue;
    if (is_gap(pair))
      sum.in_gaps += pair.to - pair.from;
    else
      add(sum, pair, mean_of(pair) * Seconds(pair.to - pair.from).count());
  }
  return sum;
}

}  // namespace

EnergyFigure energy_from_counter(const Trace& counter, Stretch stretch, double wraps_at,
                                 const std::string& source) {
  const std::span<const TracePoint> points = around(counter, stretch);
  Sum sum;
  for (size_t i = 1; i < points.size(); ++i) {
    const Pair pair = pair_of(points[i - 1], points[i], stretch);
    if (!touches_stretch(pair)) continue;
    if (is_gap(pair) && is_cut(pair)) {
      sum.in_gaps += pair.to - pair.from;
    } else if (const std::optional<double> joules = counted(pair, wraps_at)) {
      add(sum, pair, *joules * (Seconds(pair.to - pair.from) / apart(pair)));
    } else if (is_gap(pair)) {
      sum.in_gaps += pair.to - pair.from;
    } else {
      ++sum.resets;
    }
  }
  return figure_of(sum, points, stretch, "counter", source);
}

EnergyFigure energy_from_power(const Trace& power, Stretch stretch, const std::string& source) {
  const std::span<const TracePoint> points = around(power, stretch);
  return figure_of(trapezoid(points, stretch), points, stretch, "integral", source);
}

EnergyFigure device_energy(const Trace* counter, double wraps_at, const std::string& counter_source,
                           const Trace* power, const std::string& power_source, Stretch stretch) {
  if (!counter && !power) return {.reason = "the device has neither an energy counter nor power"};
  if (!counter) return energy_from_power(*power, stretch, power_source);
  EnergyFigure counted = energy_from_counter(*counter, stretch, wraps_at, counter_source);
  if (!power) return counted;
  EnergyFigure integrated = energy_from_power(*power, stretch, power_source);
  if (!integrated.energy) return counted;
  if (!counted.energy || counted.coverage < integrated.coverage - kClearlyLess) {
    const std::string integral_reason = integrated.reason.empty() ? "" : "; " + integrated.reason;
    integrated.reason = "energy counter not used: " + counted.reason + integral_reason;
    return integrated;
  }
  if (integrated.coverage >= counted.coverage - kClearlyLess) counted.integral = integrated.energy;
  return counted;
}

std::optional<Summary> summarize(const Trace& trace, Stretch stretch) {
  const std::span<const TracePoint> points = around(trace, stretch);
  double plain_sum = 0;
  int inside = 0;
  Summary summary{.max = std::numeric_limits<double>::lowest(),
                  .min = std::numeric_limits<double>::max()};
  for (const TracePoint& point : points) {
    if (point.at < stretch.start || point.at > stretch.end) continue;
    ++inside;
    plain_sum += point.value;
    summary.max = std::max(summary.max, point.value);
    summary.min = std::min(summary.min, point.value);
  }
  if (inside == 0) return std::nullopt;
  const Sum weighted = trapezoid(points, stretch);
  summary.mean = weighted.covered > Duration(0) ? weighted.value / Seconds(weighted.covered).count()
                                                : plain_sum / inside;
  return summary;
}

double reading_rate(const Trace& trace, Stretch stretch) {
  if (length_of(stretch) <= Seconds(0)) return 0;
  const auto before = [](const TracePoint& p, MonotonicTime time) { return p.at < time; };
  const auto first = std::lower_bound(trace.begin(), trace.end(), stretch.start, before);
  const auto last = std::lower_bound(first, trace.end(), stretch.end, before);
  return static_cast<double>(last - first) / length_of(stretch).count();
}

}  // namespace mutation
