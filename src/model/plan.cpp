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

}  // namespace mutation
