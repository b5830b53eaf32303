// poll(2) with a deadline on CLOCK_BOOTTIME.
#pragma once

#include <poll.h>

#include <optional>
#include <span>

#include "base/clock.h"

namespace mutation {

// Waits until a descriptor is ready or the deadline has passed (none: for ever) and gives the
// number of ready ones. Interruptions by signals are no reason to return. After a suspend the
// deadline is noticed at most a second late, for poll(2) itself does not count it. Any thread.
int poll_until(std::span<pollfd> descriptors, std::optional<BootTime> deadline);

}  // namespace mutation
