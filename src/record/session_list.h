// Which sessions lie in a results folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

// Whether a folder of this name is listed as a session of the results folder that it lies in.
bool is_session_name(const std::string& name);

// Names of the folders run_* that hold a session.db, oldest first (by the time in the name, then by
// the number behind it). None when there is no such folder.
std::vector<std::string> session_names(const std::string& results_directory);

// Why it cannot be told what lies in a folder ("/data/run_A cannot be read: Permission denied"), as
// where its owner lets nobody in; absent where it can, and where there is no such folder.
std::optional<Error> why_closed(const std::string& folder);

// Whether the folder's session.db is there and holds not even a database's first bytes, as after a
// disk that was full or a copy that broke off. A store is like that for a moment only, before
// anything of its session is written.
bool has_empty_store(const std::string& folder);

// The path of the newest; an error that says where was looked when there is none, and when one that
// cannot be looked into is newer, for an older one must not pass for it.
Result<std::string> newest_session(const std::string& results_directory);

}  // namespace mutation
