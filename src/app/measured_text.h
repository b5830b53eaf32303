// The report of `mutation measure` for people. Pure.
#pragma once

#include <string>

#include "model/measured_run.h"

namespace mutation {

// Lines, each with its line feed. REQUIRES: at least one run.
std::string measurement_text(const Measurement& measurement);

}  // namespace mutation
