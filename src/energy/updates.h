// A sensor updates itself and holds its value in between; readings see when it changed only to one
// reading period. Here readings become updates, each with the best estimate of when it happened.
// Pure; in one pass, with a bounded look to both sides.
#pragma once

#include <optional>
#include <vector>

#include "energy/trace.h"

namespace mutation {

// A counter changes with every update as long as energy flows; a power may stay the same.
enum class SensorKind { counter, power };

struct Update {
  MonotonicTime at{};  // best estimate
  double value = 0;
  MonotonicTime after{};   // when the reading before was taken
  MonotonicTime read{};    // when the first reading that shows the value was taken
  Seconds uncertainty{0};  // half-width: of this update alone
  Seconds common{0};       // half-width: of an error that all updates share
};

struct Updates {
  std::vector<Update> all;
  // Between updates, where they come evenly and no faster than the readings.
  std::optional<Seconds> period;
  Seconds change_spacing{0};   // median time between readings that changed; 0: too few
  Seconds reading_spacing{0};  // median
};

// The updates that readings number `first` to before `last` were the first to show, found by
// looking at kLookAround readings to both sides too. Values that are no number, negative, or beyond
// kMostBelievable, count as not read.
//
// Where updates come evenly, their times lie on a grid that every bracket (previous reading, this
// reading] allows: with a reading period a little shorter than the sensor's the brackets sweep over
// it, and after one sweep it is known to a fraction of the difference. Otherwise: a counter's
// updates are taken in the middle of their brackets; every reading of a power counts, a quarter of
// a reading period (25 ms at most) before it was taken, ± as much, or, if the power always changed
// or hardly ever did, when it was taken, for then the sensor may be faster than the readings.
//
// `documented`: how often the sensor updates itself, 0 where that is not known. A counter that is
// known to be much faster than the readings shows a value half of that old.
Updates updates_between(const Trace& readings, size_t first, size_t last, SensorKind kind,
                        Seconds documented = Seconds(0));

// The same without any thought of when they came: each counts when it was read. For where that does
// not matter, or cannot be told. Of a counter those that changed.
Updates updates_as_read(const Trace& readings, size_t first, size_t last, SensorKind kind);

inline constexpr size_t kLookAround = 120;
// More than any device draws, in W; a reading above it is a wrong one.
inline constexpr double kMostBelievable = 100'000;

// How often the sensor updates itself, seen in at most the last ten minutes of readings; none when
// it is as fast as the readings or faster, or hardly ever changed.
std::optional<Seconds> observed_update_period(const Trace& readings, SensorKind kind);

}  // namespace mutation
