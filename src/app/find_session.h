// Which session a command means.
#pragma once

#include <optional>
#include <string>

#include "app/options.h"
#include "base/result.h"

namespace mutation {

// A folder as named, or a session's name below the results folder; the newest when nothing is
// named. With --results no catalogue is needed to know where to look.
Result<std::string> find_session_folder(const Options& options);

// The session in the results folder that a program is at work on, else the newest submitted one
// with tasks of this user's in Slurm's queue: as `mutation stop` means it when none is named. Slurm
// is asked only where there is a submitted one.
Result<std::string> find_running_session(const Options& options);

// The results folder that the sessions are looked for in.
Result<std::string> find_results(const Options& options);

// Of a session's folder whose store holds nothing and is not being begun: whether what was recorded
// is lost, or nothing had been, and what to do. Absent of all others.
std::optional<Error> why_nothing_in_store(const std::string& session);

// The same as find_session_folder, absolute; an error, too, when the folder has no store, or one
// with nothing in it.
Result<std::string> find_session(const Options& options);

}  // namespace mutation
