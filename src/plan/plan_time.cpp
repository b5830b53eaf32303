// Sums of planned waits.
#include "plan/plan_time.h"

namespace mutation {

Seconds minimum_waits(const Plan& plan) {
  Seconds sum{0};
  for (const PlannedRun& run : plan.runs) sum += known_waits(run);
  return sum;
}

}  // namespace mutation
