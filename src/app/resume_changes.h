// What is not as it was when a session is to go on. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/session_info.h"

namespace mutation {

// One line for each thing that could make later runs differ from earlier ones: settings file,
// catalogue, train scripts, host, the session's own devices and their driver. Empty: nothing.
std::vector<std::string> changes_since(const SessionInfo& before, const SessionInfo& now);

}  // namespace mutation
