#include "run/disturbance.h"

#include <fmt/format.h>

#include <cmath>

namespace mutation {

std::optional<Notice> disturbance(const Instant& last_look, const Instant& before_wait,
                                  Seconds waited_for, const Instant& after) {
  if (const Seconds slept = suspended(last_look, after); slept >= kToldSuspend) {
    return Notice{Severity::warning,
                  fmt::format("the machine was suspended for {:.1f} s", slept.count()),
                  "a run that was suspended is suspect; keep the machine awake, as with "
                  "systemd-inhibit"};
  }
  const Seconds taken = after.monotonic - before_wait.monotonic;
  if (taken - waited_for >= kToldStandstill) {
    return Notice{Severity::warning,
                  fmt::format("the program stood still for {:.1f} s: it was stopped, or got no CPU",
                              taken.count()),
                  "what was not measured in that time is missing from the figures"};
  }
  const Seconds step = (after.utc - last_look.utc) - (after.boot - last_look.boot);
  if (std::abs(step.count()) >= kToldClockStep.count()) {
    return Notice{Severity::info,
                  fmt::format("the machine's clock was set {} by {:.1f} s",
                              step.count() > 0 ? "forward" : "back", std::abs(step.count())),
                  "times of day jump there; durations and waits do not depend on it"};
  }
  return std::nullopt;
}

}  // namespace mutation
