// One session: the plan's runs one after another, with the right idle time before each, until they
// are done, the user stops it, or going on would be wrong.
#pragma once

#include <optional>
#include <string>

#include "model/plan.h"
#include "record/session_store.h"
#include "run/run_loop.h"

namespace mutation {

enum class SessionEnd { complete, interrupted, journal_failed, survivors };

struct SessionResult {
  SessionEnd end = SessionEnd::complete;
  int runs_done = 0;
  int runs_not_succeeded = 0;  // failed, suspect or interrupted
};

struct CampaignOptions {
  std::string results_directory;  // absolute; background scripts are made in it
  bool keep_scripts = false;
  // How long ago a training of an earlier session ended on this machine since it was booted; none
  // when none is known.
  std::optional<Seconds> since_last_training;
};

// REQUIRES: store.begin_session() has succeeded.
SessionResult run_session(const Plan& plan, RunLoop& loop, SessionStore& store,
                          const CampaignOptions& options);

}  // namespace mutation
