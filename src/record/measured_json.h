// `mutation measure --json`: one document, described field by field in docs/records.md.
#pragma once

#include <string>

#include "model/measured_run.h"

namespace mutation {

// REQUIRES: at least one run.
std::string measurement_json(const Measurement& measurement);

}  // namespace mutation
