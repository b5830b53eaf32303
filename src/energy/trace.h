// The readings of one channel over time, and the figures over a stretch of it. Pure: knows nothing
// of where readings come from. Every query costs O(log n + k) for k readings in the stretch.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/units.h"
#include "model/run_record.h"
#include "model/sample.h"

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

// Readings further apart than this are a gap: nothing is assumed within it.
inline constexpr Seconds kLongestGap{2.5};

// More than any one device draws. A counter that rises faster was reset (or read wrongly), and a
// counter that could have wrapped more than once between two readings at this power says nothing
// about the time between them: further wraps cannot be seen in the readings.
inline constexpr Watts kMostPower{10'000};

// Energy from a counter: its value at both edges, interpolated between the readings around them,
// with wrap-around at `wraps_at` J (0: never) and a counter reset seen as partial. Absent with the
// reason when fewer than two readings lie in or around the stretch.
//
// Resolution: an edge is known to one reading period plus one update of the counter (NVML: about
// 100 ms), times the change of power there. That is nothing for a stretch of a minute, and may be
// some percent for one of a second. The part of the stretch before the first and after the last
// reading is not covered: ask when a reading past the end has come.
// Gaps: one that lies whole within the stretch is bridged by the counter and costs no coverage; an
// edge within a gap is not interpolated, the gap's part of the stretch is left out.
EnergyFigure energy_from_counter(const Trace& counter, Stretch stretch, double wraps_at,
                                 const std::string& source);

// Time-weighted (trapezoid) integral of power over the stretch, edges interpolated; gaps longer
// than kLongestGap are left out and lower the coverage; a figure with coverage below 1 says so in
// its reason.
EnergyFigure energy_from_power(const Trace& power, Stretch stretch, const std::string& source);

// The figure for one device from what it has: the counter first, the integral beside it where it
// covers as much of the stretch. The integral stands in where there is no counter, or where the
// counter covers clearly less (it was reset), with the reason. Null: the device has no such
// channel.
EnergyFigure device_energy(const Trace* counter, double wraps_at, const std::string& counter_source,
                           const Trace* power, const std::string& power_source, Stretch stretch);

struct Summary {
  double mean = 0;  // time-weighted over the covered part of the stretch
  double max = 0;
  double min = 0;
};
// None when no reading lies in the stretch.
std::optional<Summary> summarize(const Trace& trace, Stretch stretch);

// Readings a second in the stretch, its end excluded; 0 for a stretch without length.
double reading_rate(const Trace& trace, Stretch stretch);

}  // namespace mutation
