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
  }
  return "?";
}

std::string unit_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
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
      return "";
  }
  return "";
}

}  // namespace mutation
