// Which sessions lie in a results folder.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

// Whether a folder of this name is listed as a session of the results folder that it lies in.
bool is_session_name(const std::string& name);

// Names of the folders run_* that hold a session.db, oldest first (by the time in the name, then by
// the number behind it). None when there is no such folder.
std::vector<std::string> session_names(const std::string& results_directory);

// The path of the newest; an error that says where was looked when there is none.
Result<std::string> newest_session(const std::string& results_directory);

}  // namespace mutation
