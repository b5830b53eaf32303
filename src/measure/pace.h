// How often sources are read where it is not as usual: faster or slower, or only when asked to.
#pragma once

#include <optional>

#include "base/clock.h"

namespace mutation {

struct Pace {
  // Of power and counters; absent: the usual. What is read less often than they is never read more
  // often than this.
  std::optional<MonotonicTime::duration> fast_period;
  // No periodic reads at all: power and counters are read when Monitor::read_now() asks.
  bool on_request_only = false;
};

}  // namespace mutation
