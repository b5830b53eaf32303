// Reads the historical files that draws are compared with.
#pragma once

#include <optional>

#include "app/inputs.h"
#include "model/history.h"

namespace mutation {

// What the settings name where their draws are compared with it, relative to the root. None after
// printing which files cannot be read, all of them, and what can be done.
std::optional<History> read_history(const Inputs& inputs);

}  // namespace mutation
