// `mutation resume`: goes on with a session that was cut off or ended early, where nothing has
// changed that could make its later runs differ from its earlier ones.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/going_on.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/resume_changes.h"
#include "app/session_facts.h"
#include "app/submitted_status.h"
#include "base/text.h"
#include "campaign/leftovers.h"
#include "cluster/layout.h"
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
  if (!runs->empty()) print_line(stderr, "Clearing up what was cut off …");
  const CrashSite site{store.directory(), before.boot_id};
  int killed = 0;
  for (const StoredRun& run : *runs) {
    const std::vector<StopRecord> stops = clear_leftovers(run, site);
    // Not closed: the next start must try again.
    if (Status cleared = no_survivors(stops); !cleared) return cleared.error();
    for (const StopRecord& stop : stops) killed += stop.killed;
    for (const StoredAttempt& attempt : run.attempts) {
      if (attempt.record) continue;
      const AttemptRecord record = cut_off_attempt(run, attempt, stops, site, SystemClock().now());
      if (Status closed = store.close_attempt(run.run_id, record, site.boot_id); !closed) {
        return closed.error();
      }
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
std::optional<Seconds> idle_since(const std::optional<LastTraining>& last, const SessionInfo& now,
                                  const BeforeSession& earlier) {
  if (!last) return earlier.since_last_training;
  const auto own = since(*last, now.start, now.boot_id);
  if (!own || !earlier.since_last_training) return own;
  return std::min(*own, *earlier.since_last_training);
}

struct Reopened {
  std::unique_ptr<SessionStore> store;
  StoredSession head;
  SessionInfo info;  // as everything is now
  std::vector<std::string> changes;
};

Result<Reopened> reopen(const std::string& directory) {
  Reopened session;
  auto store = SessionStore::reopen(directory);
  if (!store) return store.error();
  session.store = std::move(*store);
  Result<StoredSession> head = session.store->head();
  if (!head) return head.error();
  session.head = std::move(*head);
  return session;
}

// Whether the session has come to its regular end and has no run that would be done: then nothing
// goes on, and its records stay as they are.
Result<bool> nothing_is_left(const Reopened& session, const Options& options) {
  if (!session.head.end || !session.head.ended_by.empty()) return false;
  const Result<int> left = session.store->runs_left();
  if (!left) return left.error();
  const Result<OutcomeCounts> counts = session.store->outcomes();
  if (!counts) return counts.error();
  int again = *left;
  for (const Outcome outcome : outcomes_to_retry(options)) {
    if (outcome == Outcome::failed) again += counts->failed;
    if (outcome == Outcome::suspect) again += counts->suspect;
  }
  return again == 0;
}

// As a session's whose runs have all ended.
int tell_nothing_is_left(const Reopened& session) {
  const Result<int> not_succeeded = session.store->runs_not_succeeded();
  if (!not_succeeded) return print_error(not_succeeded.error()), kExitUnfit;
  print_line(stderr, session.store->directory() + ": nothing is left to run" +
                         (*not_succeeded > 0 ? "; --retry failed,suspect does again what has not "
                                               "succeeded"
                                             : ""));
  return *not_succeeded > 0 ? kExitNotAll : kExitSuccess;
}

// Of the session as it would go on now. An error where that is not as it began.
Status look_around(Reopened& session, World& world, const Monitor& monitor,
                   const Options& options) {
  const SessionInfo& before = latest_info(session.head);
  session.info = session_facts(sources_now(before), world.elevation->description());
  session.info.name = session.store->name();
  session.info.directory = session.store->directory();
  session.info.start = SystemClock().now();
  note_asked(options, session.info);
  session.info.instrumentation = monitor.instrumentation();
  session.info.own_devices = same_devices(session.info.instrumentation, before);
  apply(options.overrides.limits, session.info.limits);
  apply(options.overrides.tariff, session.info.tariff);
  if (Status usable = check_tariff(session.info.tariff); !usable) return usable.error();
  session.changes = changes_since(before, session.info);
  if (!session.changes.empty() && !options.accept_changes) return refusal(session.changes);
  return {};
}

// Puts right what the last program left, and says what is left to do.
Status take_up(Reopened& reopened, const Options& options, SessionToRun& session) {
  SessionStore& store = *reopened.store;
  std::vector<std::string>& notes = session.started.notes;
  CampaignOptions& campaign = session.campaign;
  // Asked before this session is put right, which tells how long its last program lived.
  const auto earlier = clear_earlier_sessions(campaign.results_directory, session.info.start);
  if (!earlier) return earlier.error();
  notes.insert(notes.end(), earlier->notes.begin(), earlier->notes.end());
  const Result<int> killed = close_cut_off_attempts(store, latest_info(reopened.head));
  if (!killed) return killed.error();
  if (*killed > 0) {
    notes.push_back(std::to_string(*killed) + " processes that were left were killed");
  }
  if (Status removed = remove_left_copies(store.directory()); !removed) return removed;
  if (Status again = store.reopen_runs(outcomes_to_retry(options)); !again) return again;
  const auto last = store.last_training();
  if (!last) return last.error();
  campaign.resumed = last->has_value();
  campaign.since_last_training = idle_since(*last, session.info, *earlier);
  return note_what_is_left(store, session.started);
}

int resume(const std::string& directory, const Options& options, World& world, Monitor& monitor) {
  const auto asked = devices_asked(directory);
  if (!asked) return print_error(asked.error()), kExitUnfit;
  Result<Reopened> reopened = reopen(directory);
  if (!reopened) return print_error(reopened.error()), kExitUnfit;
  const Result<bool> done = nothing_is_left(*reopened, options);
  if (!done) return print_error(done.error()), kExitUnfit;
  if (*done) return tell_nothing_is_left(*reopened);
  if (Status as_before = look_around(*reopened, world, monitor, options); !as_before) {
    return print_error(as_before.error()), kExitUnfit;
  }
  const std::vector<Error> unfit = preflight_errors(reopened->info.repos);
  for (const Error& error : unfit) print_error(error);
  if (!unfit.empty()) return kExitUsage;
  const std::vector<int>& own = reopened->info.own_devices;
  if (Status taken = take_devices_of_runs(world, monitor, own, *asked, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  if (Status reading = monitor.start(); !reading) {
    return print_error(reading.error()), kExitUnfit;
  }
  SessionToRun session =
      session_going_on(*reopened->store, reopened->head, reopened->info, reopened->changes,
                       std::filesystem::path(directory).parent_path().string(), options);
  // First of all, so that `mutation stop` finds who is at work.
  if (Status begun = begin_in_world(session, world); !begun) {
    return print_error(begun.error()), kExitUnfit;
  }
  if (Status taken = take_up(*reopened, options, session); !taken) {
    world.elevation->restore_governor();
    return print_error(taken.error()), kExitUnfit;
  }
  return run_in_world(std::move(session), world, monitor, options.watching.progress);
}

}  // namespace

int do_resume(const Options& given) {
  std::optional<World> world = settle_world(given);
  if (!world) return kExitUnfit;
  const Result<std::string> directory = find_session(given);
  if (!directory) return print_error(directory.error()), kExitUsage;
  if (is_submitted(*directory)) return resume_submitted(*directory, given);
  const Result<SessionInfo> before = read_latest_info(*directory);
  if (!before) return print_error(before.error()), kExitUnfit;
  if (!before->imported_from.empty()) {
    print_error({*directory + " was imported from " + before->imported_from +
                     ": there is nothing in it to go on with",
                 "run a settings file anew with `mutation run`"});
    return kExitUsage;
  }
  if (before->batch && before->batch->block > 0) {
    print_error({*directory + " is what a task did of a submitted session",
                 "go on with that session: its folder is three above"});
    return kExitUsage;
  }
  const Options options = options_as_before(given, *before);
  if (Status taken = take_machine(*world, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  if (Status watched = open_watchers(*world, options); !watched) {
    return print_error(watched.error()), kExitUsage;
  }
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  return resume(*directory, options, *world, **monitor);
}

}  // namespace mutation
