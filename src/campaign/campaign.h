// One session: its unfinished runs one after another, with the right idle time before each, until
// they are done, the user stops it, or going on would be wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/tree_method.h"
#include "record/session_store.h"
#include "run/run_loop.h"

namespace mutation {

enum class SessionEnd {
  complete,
  interrupted,        // by the user (SIGINT)
  terminated,         // by SIGTERM: the user's, or who ends programs here
  time_limit,         // a batch system's is near (SIGUSR2)
  stopped,            // asked to end after a run (SIGUSR1)
  journal_failed,     // what happens could not be recorded
  disk_full,          // less space free than the limit asks for, before a run
  failures_in_a_row,  // as many as the limit allows
  survivors           // processes of a training could not be killed
};

struct SessionResult {
  SessionEnd end = SessionEnd::complete;
  int runs_done = 0;     // by this program, warm-ups included
  int runs_planned = 0;  // with those that were added
  // Of the whole session, its earlier programs' runs included: failed, suspect or interrupted.
  int runs_not_succeeded = 0;
};

struct CampaignOptions {
  std::string results_directory;  // absolute; background scripts are made in it
  // Further folders whose devices.json is read: of what else lies elsewhere nothing is taken.
  std::vector<std::string> known_elsewhere;
  bool keep_scripts = false;
  bool keep_copies = false;
  TreeMethod tree_method = TreeMethod::automatic;
  // Of runs whose plan names none, as indices into the instrumentation's devices; none: the first.
  std::vector<int> own_gpus;
  int runs_planned = 0;  // in the session's plan
  // Of the plan that the session's is a part of, in other sessions: told with each run's number.
  int runs_elsewhere = 0;
  std::string part_of;  // the folder of that plan's session, which is gone on with; "": its own
  // Where runs that are decided on later take their place.
  Order order = Order::as_written;
  std::uint64_t seed = 0;
  // Runs of the plan may have PlannedRun::repeat_until: else the store is not asked for them.
  bool may_repeat = true;
  SessionLimits limits;
  Tariff tariff;  // for what the session's end tells
  // The session goes on after it was cut off or ended early.
  bool resumed = false;
  // What it goes on from may have begun its first run, though the store does not say so.
  bool may_have_begun = false;
  // How long ago the last training on this machine ended; none when none is known.
  std::optional<Seconds> since_last_training;
};

// REQUIRES: store.begin_session() or resume_session() has succeeded.
SessionResult run_session(RunLoop& loop, SessionStore& store, const CampaignOptions& options);

}  // namespace mutation
