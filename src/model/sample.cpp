#include "model/sample.h"

namespace mutation {

std::string to_text(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
      return "power";
    case Quantity::energy:
      return "energy";
    case Quantity::temperature:
      return "temperature";
    case Quantity::memory_temperature:
      return "memory_temperature";
    case Quantity::utilization:
      return "utilization";
    case Quantity::memory_utilization:
      return "memory_utilization";
    case Quantity::sm_clock:
      return "sm_clock";
    case Quantity::memory_clock:
      return "memory_clock";
    case Quantity::throttle_reasons:
      return "throttle_reasons";
    case Quantity::performance_state:
      return "performance_state";
    case Quantity::power_instant:
      return "power_instant";
    case Quantity::power_average:
      return "power_average";
    case Quantity::power_limit:
      return "power_limit";
    case Quantity::ecc_errors:
      return "ecc_errors";
    case Quantity::xid:
      return "xid";
  }
  return "?";
}

std::string unit_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
    case Quantity::power_instant:
    case Quantity::power_average:
    case Quantity::power_limit:
      return "W";
    case Quantity::energy:
      return "J";
    case Quantity::temperature:
    case Quantity::memory_temperature:
      return "C";
    case Quantity::utilization:
    case Quantity::memory_utilization:
      return "%";
    case Quantity::sm_clock:
    case Quantity::memory_clock:
      return "MHz";
    case Quantity::throttle_reasons:
    case Quantity::performance_state:
    case Quantity::ecc_errors:
    case Quantity::xid:
      return "";
  }
  return "";
}

}  // namespace mutation
