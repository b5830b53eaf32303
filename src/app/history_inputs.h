// Reads the historical files that draws are compared with.
#pragma once

#include <optional>

#include "app/inputs.h"
#include "model/history.h"

namespace mutation {

// What the settings name where their draws are compared with it, relative to the root. None after
// printing which files cannot be read, all of them, and what can be done. With `skip_missing` they
// are done without, which the plan notes.
std::optional<History> read_history(const Inputs& inputs, bool skip_missing);

}  // namespace mutation
