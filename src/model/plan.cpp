#include "model/plan.h"

namespace mutation {

std::string to_text(Role role) {
  switch (role) {
    case Role::measured:
      return "measured";
    case Role::warm_up:
      return "warm-up";
    case Role::calibration:
      return "calibration";
  }
  return "?";
}

void apply(const LimitOptions& options, SessionLimits& limits) {
  if (options.max_consecutive_failures) {
    limits.max_consecutive_failures = *options.max_consecutive_failures;
  }
  if (options.min_free_disk_mb) limits.min_free_disk_mb = *options.min_free_disk_mb;
}

Seconds known_waits(const PlannedRun& run) {
  return run.minimum_idle + (run.background ? run.timings.background_startup_wait : Seconds(0));
}

}  // namespace mutation
