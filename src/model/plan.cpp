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

Seconds known_waits(const PlannedRun& run) {
  return run.minimum_idle + (run.background ? run.timings.background_startup_wait : Seconds(0));
}

}  // namespace mutation
