// A session that goes on with what its store says is left: what `resume` and `work` share.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "app/session_runner.h"

namespace mutation {

// `results`: where background scripts are made. `changes`: what is not as it was, accepted by the
// user. The store must outlive it.
SessionToRun session_going_on(SessionStore& store, const StoredSession& head, SessionInfo info,
                              std::vector<std::string> changes, const std::string& results,
                              const Options& options);

// What is left to do, and what it waits for at least, into what the session's start tells.
Status note_what_is_left(SessionStore& store, SessionStarted& started);

}  // namespace mutation
