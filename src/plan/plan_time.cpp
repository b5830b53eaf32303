// Sums of planned waits.
#include "plan/plan_time.h"

namespace mutation {

Seconds minimum_wait_before(const PlannedRun& run) {
  return run.minimum_idle + (run.background ? run.timings.background_startup_wait : Seconds(0));
}

Seconds minimum_waits(const Plan& plan) {
  Seconds sum{0};
  for (const PlannedRun& run : plan.runs) sum += minimum_wait_before(run);
  return sum;
}

}  // namespace mutation
