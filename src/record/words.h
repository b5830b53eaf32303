// The words under which enumerations stand on disk, where model/ has none of its own for them.
#pragma once

#include <string>

#include "model/event.h"
#include "model/sample.h"

namespace mutation {

std::string to_text(DeviceKind kind);    // "gpu", "cpu"
std::string to_text(Rate rate);          // "fast", "slow", "processes"
std::string to_text(Severity severity);  // "info", "warning", "error"

}  // namespace mutation
