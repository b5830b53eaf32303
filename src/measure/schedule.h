// When a reader reads what: absolute deadlines, one series per rate. Pure; the reader waits.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "measure/pace.h"
#include "model/sample.h"

namespace mutation {

// fast 98 ms, slow 500 ms, processes 1 s. Sensors of GPUs update themselves about every 100 ms.
// Read at the same period they would never show when; a little faster, the readings sweep over the
// sensor's period once in five seconds and find its updates (energy/updates.h).
MonotonicTime::duration period_of(Rate rate);
// The same at another pace.
MonotonicTime::duration period_of(Rate rate, const Pace& pace);

struct DueRead {
  Rate rate = Rate::fast;
  MonotonicTime deadline{};
  std::uint64_t missed = 0;  // deadlines of this rate that passed unused before this one
};

class Schedule {
 public:
  // The first deadline of every rate is `start`. REQUIRES: `rates` is not empty.
  Schedule(std::vector<Rate> rates, MonotonicTime start, const Pace& pace = {});

  MonotonicTime next_deadline() const;
  // The reads whose deadline has come, at most one per rate: of several deadlines that have passed
  // the latest counts and the others are missed, so that a delay is not followed by a burst. Their
  // next deadlines lie after `now`, on the same grid.
  std::vector<DueRead> take_due(MonotonicTime now);

 private:
  struct Series {
    Rate rate;
    MonotonicTime next;
    MonotonicTime::duration period;
  };
  std::vector<Series> series_;
};

}  // namespace mutation
