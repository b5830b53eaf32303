#include "campaign/idle_time.h"

#include <algorithm>

namespace mutation {

IdleTime idle_time_before(const PlannedRun& run, const PlannedRun* previous,
                          std::optional<Seconds> since_last_training) {
  if (previous && previous->entry == run.entry) {
    return {run.minimum_idle, "cooling_seconds", run.minimum_idle > Seconds(0)};
  }
  if (previous) return {run.minimum_idle, "config_sleep_seconds", false};
  if (!since_last_training || *since_last_training >= run.timings.cooling) {
    return {Seconds(0), "first run", false};
  }
  return {run.timings.cooling - *since_last_training, "cooling_seconds after an earlier session",
          false};
}

IdleTime idle_time_after_warm_up() {
  return {Seconds(0), "start temperature after a warm-up", false};
}

IdleTime idle_time_on_resume(const PlannedRun& run, bool has_attempts,
                             std::optional<Seconds> since_last_training) {
  const Seconds owed =
      has_attempts ? std::max(run.minimum_idle, run.timings.cooling) : run.minimum_idle;
  const Seconds left = owed - since_last_training.value_or(Seconds(0));
  return {std::max(Seconds(0), left), "cooling after an interruption", left > Seconds(0)};
}

}  // namespace mutation
