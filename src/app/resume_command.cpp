// `mutation resume`: goes on with a session that was cut off or ended early, where nothing has
// changed that could make its later runs differ from its earlier ones.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/resume_changes.h"
#include "app/session_facts.h"
#include "app/session_runner.h"
#include "base/text.h"
#include "campaign/leftovers.h"
#include "keeper/tree.h"

namespace mutation {
namespace {

// The session's own devices as they are called now; where one is gone, the default choice.
std::vector<int> same_devices(const Instrumentation& now, const SessionInfo& before) {
  std::vector<std::string> ids;
  for (const int index : before.own_devices) {
    ids.push_back(before.instrumentation.devices[static_cast<size_t>(index)].id);
  }
  const std::vector<int> found = own_gpus(now, ids);
  return found.size() == ids.size() ? found : own_gpus(now, {});
}

// Gives each attempt that was cut off its end. How many processes had to be killed for it.
Result<int> close_cut_off_attempts(SessionStore& store, const SessionInfo& before) {
  const Result<std::vector<StoredRun>> runs = store.cut_off_runs();
  if (!runs) return runs.error();
  const CrashSite site{store.directory(), before.boot_id};
  int killed = 0;
  for (const StoredRun& run : *runs) {
    std::vector<StopRecord> stops = clear_leftovers(run, site);
    for (const StopRecord& stop : stops) killed += stop.killed;
    for (const StoredAttempt& attempt : run.attempts) {
      if (attempt.record) continue;
      const AttemptRecord record = cut_off_attempt(run, attempt, stops, site, SystemClock().now());
      if (Status closed = store.end_attempt(run.run_id, record); !closed) return closed.error();
    }
  }
  return killed;
}

std::vector<Outcome> outcomes_to_retry(const Options& options) {
  std::vector<Outcome> outcomes = {Outcome::interrupted};
  for (const std::string& word : options.retry) {
    outcomes.push_back(word == to_text(Outcome::failed) ? Outcome::failed : Outcome::suspect);
  }
  return outcomes;
}

Error refusal(const std::vector<std::string>& changes) {
  return {"the session cannot go on as it began: " + joined(changes, "; "),
          "put that back, or go on all the same with --accept-changes, which records it; the runs "
          "that are planned stay as they are"};
}

// How long no training has run on this machine. None where that cannot be told.
std::optional<Seconds> idle_since(const LastTraining& last, int killed, const SessionInfo& now,
                                  const BeforeSession& earlier) {
  if (killed > 0) return Seconds(0);
  const auto own = since(last, now.start, now.boot_id);
  if (!own || !earlier.since_last_training) return own;
  return std::min(*own, *earlier.since_last_training);
}

struct Reopened {
  std::unique_ptr<SessionStore> store;
  StoredSession head;
  SessionInfo info;  // as everything is now
  std::vector<std::string> changes;
};

Result<Reopened> reopen(const std::string& directory, World& world, const Monitor& monitor,
                        const Options& options) {
  Reopened session;
  auto store = SessionStore::reopen(directory);
  if (!store) return store.error();
  session.store = std::move(*store);
  Result<StoredSession> head = session.store->head();
  if (!head) return head.error();
  session.head = std::move(*head);
  const SessionInfo& before = latest_info(session.head);
  session.info = session_facts(sources_now(before), world.elevation->description());
  session.info.name = session.store->name();
  session.info.directory = directory;
  session.info.start = SystemClock().now();
  note_asked(options, session.info);
  session.info.instrumentation = monitor.instrumentation();
  session.info.own_devices = same_devices(session.info.instrumentation, before);
  session.changes = changes_since(before, session.info);
  if (!session.changes.empty() && !options.accept_changes) return refusal(session.changes);
  return session;
}

// Puts right what the last program left, and gives what is left to do.
Result<CampaignOptions> take_up(Reopened& session, const Options& options,
                                SessionStarted& started) {
  SessionStore& store = *session.store;
  const std::string results = std::filesystem::path(store.directory()).parent_path().string();
  const BeforeSession earlier = clear_earlier_sessions(results, session.info.start);
  started.notes = earlier.notes;
  const Result<int> killed = close_cut_off_attempts(store, latest_info(session.head));
  if (!killed) return killed.error();
  const auto tried_again = store.reopen_runs(outcomes_to_retry(options));
  if (!tried_again) return tried_again.error();
  const auto last = store.last_training();
  if (!last) return last.error();
  const auto unfinished = store.unfinished();
  if (!unfinished) return unfinished.error();
  CampaignOptions campaign{.results_directory = results,
                           .keep_scripts = options.keep_scripts,
                           .tree_method = options.tree_method,
                           .runs_planned = session.head.runs_planned,
                           .limits = session.info.limits,
                           .resumed = last->has_value(),
                           .tried_again = *tried_again,
                           .since_last_training = {}};
  if (*last) campaign.since_last_training = idle_since(**last, *killed, session.info, earlier);
  started.runs_left = int(unfinished->size());
  Seconds waits{0};
  for (const UnfinishedRun& run : *unfinished) waits += run.known_waits;
  started.minimum_waits = waits;
  for (const std::string& change : session.changes) started.notes.push_back("accepted: " + change);
  if (*killed > 0) {
    started.notes.push_back(std::to_string(*killed) + " processes that were left were killed");
  }
  return campaign;
}

int resume(const std::string& directory, const Options& options, World& world, Monitor& monitor) {
  Result<Reopened> session = reopen(directory, world, monitor, options);
  if (!session) return print_error(session.error()), kExitUnfit;
  if (Status reading = monitor.start(); !reading) {
    return print_error(reading.error()), kExitUnfit;
  }
  SessionStarted started{.session = session->info.name,
                         .directory = directory,
                         .experiment_name = session->head.experiment_name,
                         .runs = session->head.runs_planned,
                         .instrumentation = session->info.instrumentation,
                         .notes = {}};
  const Result<CampaignOptions> campaign = take_up(*session, options, started);
  if (!campaign) return print_error(campaign.error()), kExitUnfit;
  return run_in_world({.store = *session->store,
                       .info = std::move(session->info),
                       .started = std::move(started),
                       .campaign = *campaign,
                       .changes = std::move(session->changes),
                       .plan = nullptr},
                      world, monitor);
}

}  // namespace

int do_resume(const Options& given) {
  std::optional<World> world = settle_world(given);
  if (!world) return kExitUnfit;
  const Result<std::string> directory = find_session(given);
  if (!directory) return print_error(directory.error()), kExitUsage;
  const Result<SessionInfo> before = read_latest_info(*directory);
  if (!before) return print_error(before.error()), kExitUnfit;
  const Options options = options_as_before(given, *before);
  if (Status taken = take_machine(*world, options.share_machine); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  if (Status holds = tree_method_allowed(options.tree_method); !holds) {
    return print_error(holds.error()), kExitUnfit;
  }
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  return resume(*directory, options, *world, **monitor);
}

}  // namespace mutation
