// Which roles the runs of a session have, without reading the runs.
#pragma once

#include <string>

#include "base/result.h"
#include "model/plan.h"

namespace mutation {

// How many runs of the role have ended and succeeded. An error when the folder's store cannot be
// read.
Result<int> succeeded_runs(const std::string& directory, Role role);

}  // namespace mutation
