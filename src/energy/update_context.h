// Readings of one channel around a block of them, and what can be told of the sensor from them: how
// it updates itself. Of use to updates.cpp alone. Times are seconds from the context's start.
#pragma once

#include <optional>
#include <vector>

#include "energy/update_grid.h"
#include "energy/updates.h"

namespace mutation {

// A reading, in seconds from the context's start.
struct Point {
  double at = 0;
  double value = 0;
};

// A block of readings with its surroundings.
struct Context {
  MonotonicTime zero{};
  std::vector<Point> points;    // valid ones only
  std::vector<size_t> changes;  // points that differ from the one before
  size_t first = 0;             // the block's, in points
  size_t last = 0;
  bool from_start = false;  // points[0] is the trace's first
  double reading_spacing = 0;
  double change_spacing = 0;
};

// Whether a reading may be right at all.
bool is_valid(double value, SensorKind kind);

Context context_of(const Trace& readings, size_t first, size_t last, SensorKind kind);

// Changes that follow one another without a long rest: the longest such row.
std::vector<size_t> longest_row(const Context& context);
// Readings of the row that did not change.
size_t held_in(const std::vector<size_t>& row);

// A power that jumps between the same few values is truly held, not slowly updated.
bool goes_back(const Context& context);

// Whether a power that stays for several readings is one that is slowly updated: not when it jumps
// between the same values, nor when it creeps by the sensor's smallest step.
bool is_slow(const Context& context);

// How old a counter's readings may be when it updates itself faster than it is read: as much as
// their times stray from an even flow, in the calmest part of the context, in s. Absent without a
// row of readings long enough that one of a slow sensor would have been held in it.
std::optional<double> oldest_reading(const Context& context);

double median(std::vector<double>& values);  // 0 of none; changes their order

}  // namespace mutation
