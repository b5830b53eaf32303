// One session at a time on a machine, whoever starts it and wherever its results go: the CPU's
// energy and the heat belong to the whole machine. The kernel releases the lock with its holder.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// Held until the descriptor is closed. An error that names the holder when another session runs.
Result<UniqueFd> lock_machine();

// "process 1234 of user 1000"; "" when no session runs.
std::string machine_holder();

}  // namespace mutation
