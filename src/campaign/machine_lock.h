// One session at a time on a machine, whoever starts it and wherever its results go: the CPU's
// energy and the heat belong to the whole machine. The kernel releases the lock with its holder.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// Held until the descriptor is closed. An error that names the holder when another session runs.
Result<UniqueFd> lock_machine();

// Each of the devices (Device::id), for one program at a time on this machine: held until the
// descriptors are closed. An error that names the first one that is taken, and its holder.
Result<std::vector<UniqueFd>> lock_devices(const std::vector<std::string>& devices);

// "process 1234 of user 1000"; "" when no session runs.
std::string machine_holder();

}  // namespace mutation
