// Who writes a session: its writer holds a lock on events.jsonl, which the kernel releases with the
// writer, however that ends. [flock(2)]
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// Held until the descriptor is closed. An error when another process writes the session, when that
// cannot be told, or when the file cannot be opened. On a file system without such locks nothing is
// held, and the store's own exclusive lock has to do.
Result<UniqueFd> lock_session(const std::string& directory);

// Whether somebody writes the session now, as far as this machine can tell: many network file
// systems keep each machine's locks to itself. Also where the question fails: who would write must
// not take that for "nobody".
bool has_writer(const std::string& directory);

}  // namespace mutation
