#include "energy/trace.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mutation {
namespace {

// Adds up value times seconds over pairs of neighbouring readings.
class TimeWeighted {
 public:
  TimeWeighted(Stretch stretch, Seconds longest_gap)
      : stretch_(stretch), longest_gap_(longest_gap) {}

  // `point` must stay where it is until the next one has been added.
  void add(const TracePoint& point) {
    if (last_) add_pair(*last_, point);
    last_ = &point;
  }

  std::optional<double> mean() const {
    if (covered_ <= Seconds(0)) return std::nullopt;
    return sum_ / covered_.count();
  }

 private:
  void add_pair(const TracePoint& a, const TracePoint& b) {
    const MonotonicTime from = std::max(a.at, stretch_.start);
    const MonotonicTime to = std::min(b.at, stretch_.end);
    const Seconds apart = b.at - a.at;
    if (from >= to || apart > longest_gap_) return;
    const auto value = [&](MonotonicTime at) {
      return a.value + (b.value - a.value) * (Seconds(at - a.at) / apart);
    };
    sum_ += (value(from) + value(to)) / 2 * Seconds(to - from).count();
    covered_ += Seconds(to - from);
  }

  Stretch stretch_;
  Seconds longest_gap_;
  const TracePoint* last_ = nullptr;
  double sum_ = 0;
  Seconds covered_{0};
};

}  // namespace

Seconds longest_gap_of(const Trace& trace) {
  std::vector<Seconds> steps;
  for (std::size_t i = 1; i < trace.size(); ++i) steps.push_back(trace[i].at - trace[i - 1].at);
  if (steps.empty()) return kLongestGap;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::ranges::nth_element(steps, middle);
  return std::max(kLongestGap, kLongestGap / Seconds(1) * *middle);
}

std::span<const TracePoint> readings_around(const Trace& trace, Stretch stretch) {
  auto first =
      std::upper_bound(trace.begin(), trace.end(), stretch.start,
                       [](MonotonicTime time, const TracePoint& p) { return time < p.at; });
  if (first != trace.begin()) --first;
  auto last = std::lower_bound(first, trace.end(), stretch.end,
                               [](const TracePoint& p, MonotonicTime time) { return p.at < time; });
  if (last != trace.end()) ++last;
  return {first, last};
}

std::optional<Summary> summarize(const Trace& trace, Stretch stretch, Seconds longest_gap) {
  TimeWeighted weighted(stretch, longest_gap);
  double plain_sum = 0;
  int inside = 0;
  Summary summary{.max = std::numeric_limits<double>::lowest(),
                  .min = std::numeric_limits<double>::max()};
  for (const TracePoint& point : readings_around(trace, stretch)) {
    if (!std::isfinite(point.value)) continue;
    weighted.add(point);
    if (point.at < stretch.start || point.at > stretch.end) continue;
    ++inside;
    plain_sum += point.value;
    summary.max = std::max(summary.max, point.value);
    summary.min = std::min(summary.min, point.value);
  }
  if (inside == 0) return std::nullopt;
  summary.mean = weighted.mean().value_or(plain_sum / inside);
  summary.max = std::max(summary.max, summary.mean);
  summary.min = std::min(summary.min, summary.mean);
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
