// What the clocks tell of the machine and of this program between two looks: a suspend, a
// standstill, a clock that was set. Pure.
#pragma once

#include <optional>

#include "base/clock.h"
#include "model/event.h"

namespace mutation {

// A suspend of at least this long is told of.
inline constexpr Seconds kToldSuspend{0.1};
// So is a wait that took this much longer than asked (the program was stopped, or got no CPU) …
inline constexpr Seconds kToldStandstill{2};
// … and UTC that moved against CLOCK_BOOTTIME by this much: more than clocks are slewed by.
inline constexpr Seconds kToldClockStep{1};

// `last_look`: the end of the look before; then a wait from `before_wait` on that was to last
// `waited_for` and was over at `after`. The weightiest of what is to be told; none as a rule.
std::optional<Notice> disturbance(const Instant& last_look, const Instant& before_wait,
                                  Seconds waited_for, const Instant& after);

}  // namespace mutation
