// Which of two records of the same run tells more.
#pragma once

#include <string>

#include "model/recorded_run.h"

namespace mutation {

// The higher, the fuller: a run's own record before a row of a CSV file, one with the traces of its
// energy beside it before one without. `directory` is the run's folder; "" without one.
int fullness(RecordKind kind, const std::string& directory);

}  // namespace mutation
