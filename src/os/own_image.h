// This program's own executable, held by descriptor: a rebuild or an update that replaces the file
// on disk changes nothing for a program that runs.
#pragma once

#include "base/result.h"

namespace mutation {

// For execveat(AT_EMPTY_PATH). Opened at the first call, stays open; the caller does not own it.
Result<int> own_image();

}  // namespace mutation
