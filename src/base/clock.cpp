#include "base/clock.h"

#include <time.h>

#include <algorithm>

namespace mutation {
namespace {

std::chrono::nanoseconds read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

MonotonicTime Monotonic::now() {
  return MonotonicTime(read_clock(CLOCK_MONOTONIC));
}
BootTime Boottime::now() {
  return BootTime(read_clock(CLOCK_BOOTTIME));
}

Instant SystemClock::now() const {
  return {Monotonic::now(), Boottime::now(), UtcTime(read_clock(CLOCK_REALTIME))};
}

Seconds suspended(const Instant& from, const Instant& to) {
  const Seconds difference = (to.boot - from.boot) - (to.monotonic - from.monotonic);
  // The clocks are read one after another: what is below a millisecond is the reading itself.
  return difference < Seconds(0.001) ? Seconds(0) : difference;
}

}  // namespace mutation
