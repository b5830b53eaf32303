// How long a plan waits, as far as it is known beforehand: minimum idle times and background
// start-ups, not trainings, retries or waits for evidence.
#pragma once

#include "base/units.h"
#include "model/plan.h"

namespace mutation {

// The known waits of all its runs (model/plan.h).
Seconds minimum_waits(const Plan& plan);

}  // namespace mutation
