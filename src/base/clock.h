// The three clocks and the seam through which everything asks for the time. Samples carry
// CLOCK_MONOTONIC; waits and durations use CLOCK_BOOTTIME, which goes on during suspend; UTC stands
// beside them for people. [clock_gettime(2)]
#pragma once

#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace mutation {

// CLOCK_MONOTONIC: does not count suspend, never jumps.
struct Monotonic {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Monotonic>;
  static constexpr bool is_steady = true;
  static time_point now();
};

// CLOCK_BOOTTIME: counts suspend, never jumps, starts anew at boot.
struct Boottime {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Boottime>;
  static constexpr bool is_steady = true;
  static time_point now();
};

using MonotonicTime = Monotonic::time_point;
using BootTime = Boottime::time_point;
using UtcTime = std::chrono::sys_time<std::chrono::nanoseconds>;

// One moment on all three clocks, read right after one another.
struct Instant {
  MonotonicTime monotonic{};
  BootTime boot{};
  UtcTime utc{};
};

// Where the time comes from; tests put their own in. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// The time between two instants by CLOCK_BOOTTIME, suspend included.
inline Seconds elapsed(const Instant& from, const Instant& to) {
  return to.boot - from.boot;
}
// How long the machine was suspended between two instants (0 if it was not).
Seconds suspended(const Instant& from, const Instant& to);

}  // namespace mutation
