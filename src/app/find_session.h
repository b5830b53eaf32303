// Which session a command means.
#pragma once

#include <string>

#include "app/options.h"
#include "base/result.h"

namespace mutation {

// A folder as named, or a session's name below the results folder; the newest when nothing is
// named. With --results no catalogue is needed to know where to look.
Result<std::string> find_session_folder(const Options& options);

// The same, absolute; an error, too, when the folder has no store.
Result<std::string> find_session(const Options& options);

}  // namespace mutation
