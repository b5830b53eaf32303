#include "record/words.h"

namespace mutation {

std::string to_text(DeviceKind kind) {
  switch (kind) {
    case DeviceKind::gpu:
      return "gpu";
    case DeviceKind::cpu:
      return "cpu";
    case DeviceKind::meter:
      return "meter";
  }
  return "?";
}

std::string to_text(Rate rate) {
  switch (rate) {
    case Rate::fast:
      return "fast";
    case Rate::slow:
      return "slow";
    case Rate::processes:
      return "processes";
  }
  return "?";
}

std::string to_text(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "?";
}

}  // namespace mutation
