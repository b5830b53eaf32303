// What `run` and `resume` share: the world that a session runs in, and the session from its first
// event to its exit code.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/elevation.h"
#include "app/options.h"
#include "app/watchers.h"
#include "base/unique_fd.h"
#include "campaign/campaign.h"
#include "measure/monitor.h"
#include "model/event.h"
#include "model/session_info.h"
#include "os/signals.h"
#include "record/session_index.h"
#include "record/session_store.h"

namespace mutation {

// From here on signals are taken, and the process is no longer root where a user asked through
// sudo.
struct World {
  SignalFd signals;
  std::unique_ptr<Elevation> elevation;
  UniqueFd machine;  // its lock; invalid before take_machine(), or when it is shared
  std::map<std::string, UniqueFd> devices;  // locks of take_devices(), by Device::id
  std::vector<std::string> notes;           // what the user must know of it
  std::unique_ptr<Watchers> watchers;       // none before open_watchers()
};
// REQUIRES: a single thread, nothing read or written yet. None after printing why.
std::optional<World> settle_world(const Options& options);

// The machine, for one session. An error when another session runs and --share-machine does not
// allow it, or when trees cannot be held there in the way that was asked for.
Status take_machine(World& world, const Options& options);

// Those of `gpus` (places in Instrumentation::devices) that are real, for one session at a time:
// the task of a cluster that shares its node holds its GPU, and not the machine. An error when
// another session has one of them and --share-machine does not allow it. Again for the same:
// nothing.
Status take_devices(World& world, const Instrumentation& instrumentation,
                    const std::vector<int>& gpus, const Options& options);
// The same of `own` GPUs, which runs have that ask for none, and of what the others ask for.
Status take_devices_of_runs(World& world, const Monitor& monitor, const std::vector<int>& own,
                            const std::set<std::vector<std::string>>& asked,
                            const Options& options);

// Who else is to be told, as the options say. An error where one of them cannot be.
Status open_watchers(World& world, const Options& options);

// What earlier sessions in the results folder left, put right: their processes are killed.
struct BeforeSession {
  std::optional<Seconds> since_last_training;  // none when none is known
  std::vector<std::string> notes;              // what was found and done
};
// An error where some of them survive.
Result<BeforeSession> clear_earlier_sessions(const std::string& results_directory,
                                             const Instant& now);

struct SessionToRun {
  SessionStore& store;
  SessionInfo info;
  SessionStarted started;
  CampaignOptions campaign;
  std::vector<std::string> changes;   // accepted by the user
  std::optional<Plan> plan;           // of a new session, until it has begun; none: it goes on
  bool tells_directory = true;        // on standard output, at its end
  std::vector<EventSink*> listeners;  // told every event beside the usual ones
};
// Sets the governor and makes the session's begin durable.
Status begin_in_world(SessionToRun& session, World& world);
// Gives the exit code. `progress`: WatchingOptions::progress. REQUIRES: it has begun, `monitor`
// reads.
int run_in_world(SessionToRun session, World& world, Monitor& monitor, const std::string& progress);

}  // namespace mutation
