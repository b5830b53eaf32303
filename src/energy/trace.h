// The readings of one channel over time, and plain figures over a stretch of it. Pure: knows
// nothing of where readings come from. Every query costs O(log n + k) for k readings in the
// stretch.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/units.h"

namespace mutation {

struct TracePoint {
  MonotonicTime at{};
  double value = 0;
};

// In order of time.
using Trace = std::vector<TracePoint>;

struct Stretch {
  MonotonicTime start{};
  MonotonicTime end{};
};

inline Seconds length_of(Stretch stretch) {
  return stretch.end - stretch.start;
}

// Readings further apart than this are a gap: nothing is assumed within it.
inline constexpr Seconds kLongestGap{2.5};

// The same for readings that lie apart as these do, by the median of their steps: kLongestGap, or
// 2.5 of their periods where those are longer than 1 s.
Seconds longest_gap_of(const Trace& trace);

// More than any one device draws. A counter that rises faster was reset (or read wrongly), and a
// counter that could have wrapped more than once between two readings at this power says nothing
// about the time between them: further wraps cannot be seen in the readings.
inline constexpr Watts kMostPower{10'000};

// The readings in the stretch, with the one before its start and the one after its end.
std::span<const TracePoint> readings_around(const Trace& trace, Stretch stretch);

struct Summary {
  double mean = 0;  // time-weighted over the covered part of the stretch
  // Of the readings in the stretch, and no further than the mean, which knows those around it, too.
  double max = 0;
  double min = 0;
};
// Of the readings that are numbers; none when no such reading lies in the stretch.
std::optional<Summary> summarize(const Trace& trace, Stretch stretch,
                                 Seconds longest_gap = kLongestGap);

// Readings a second in the stretch, its end excluded; 0 for a stretch without length.
double reading_rate(const Trace& trace, Stretch stretch);

}  // namespace mutation
