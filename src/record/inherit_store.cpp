#include "record/inherit_store.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <chrono>

#include "base/clock.h"
#include "base/text.h"
#include "os/file.h"
#include "os/poll.h"
#include "record/database.h"
#include "record/run_rows.h"
#include "record/schema.h"
#include "record/session_directory.h"

namespace mutation {
namespace {

// Warm-ups that were added for a run which now begins anew, perhaps on another machine: it gets its
// own where it needs one. Those of the plan stay.
constexpr const char* kForgetAddedWarmUps[] = {
    "UPDATE session SET runs_planned = runs_planned -"
    " (SELECT count(*) FROM added_run JOIN planned_run USING (plan_index)"
    "  WHERE done = 0 AND json_extract(planned, '$.role') = 'warm-up')",
    "DELETE FROM planned_run WHERE done = 0 AND json_extract(planned, '$.role') = 'warm-up'"
    " AND plan_index IN (SELECT plan_index FROM added_run)",
    "DELETE FROM added_run WHERE plan_index NOT IN (SELECT plan_index FROM planned_run)"};

// A live program commits a few times a run, within milliseconds.
constexpr int kMostTries = 100;
// One that cannot be opened at all is not written.
constexpr int kMostTriesToOpen = 20;
constexpr std::chrono::milliseconds kBetweenTries{100};

std::string store_of(const std::string& directory) {
  return directory + "/session.db";
}

// As it lies on the disk, without a change that its program has left half written, whatever that
// program's locks say here.
Status copy_store(const std::string& from, const std::string& to) {
  Status copied;
  for (int tries = 0; tries < kMostTries; ++tries) {
    unlink(to.c_str());
    Result<Database> store =
        Database::open_for_reading(store_of(from), session_migrations(), Locks::say_nothing);
    copied = store ? store->copy_to(to) : Status(store.error());
    if (copied && store->undisturbed()) return {};
    if (!store && tries >= kMostTriesToOpen) return copied;
    poll_until({}, Boottime::now() + kBetweenTries);
  }
  return copied ? Status(Error{store_of(from) + " is written all the time", "try again"}) : copied;
}

// Whether the store's last program was of the submission.
Result<bool> is_of_submission(Database& store, int submission) {
  if (submission == 0) return false;
  const auto rows = store.query(
      "SELECT ifnull(json_extract(info, '$.batch.submission'), 0) FROM"
      " (SELECT info, number FROM resumption WHERE part = '' UNION ALL SELECT info, 0 FROM session)"
      " ORDER BY number DESC LIMIT 1");
  if (!rows) return rows.error();
  return !rows->empty() && whole_of(rows->front()[0]) == submission;
}

Result<std::vector<std::string>> runs_to_drop(Database& store, const RunsAgain& again) {
  std::vector<std::string> ids;
  const auto take = [&](const auto& rows) {
    for (const Row& row : *rows) ids.push_back(text_of(row[0]));
  };
  const auto open = store.query("SELECT run_id FROM run WHERE state <> 'ended'");
  if (!open) return open.error();
  take(open);
  const Result<bool> asked_before = is_of_submission(store, again.submission);
  if (!asked_before) return asked_before.error();
  std::vector<Outcome> outcomes = {Outcome::interrupted};
  if (!*asked_before) outcomes.insert(outcomes.end(), again.outcomes.begin(), again.outcomes.end());
  for (const Outcome outcome : outcomes) {
    const auto ended = store.query("SELECT run_id FROM run WHERE state = 'ended' AND outcome = ?",
                                   {to_text(outcome)});
    if (!ended) return ended.error();
    take(ended);
  }
  return ids;
}

std::vector<Write> as_inherited(const std::vector<std::string>& dropped, const std::string& from) {
  std::vector<Write> writes;
  for (const std::string& run_id : dropped) {
    writes.push_back(
        {"UPDATE planned_run SET done = 0"
         " WHERE plan_index = (SELECT plan_index FROM run WHERE run_id = ?)",
         {run_id}});
    for (Write& write : run_removed(run_id)) writes.push_back(std::move(write));
  }
  for (const char* sql : kForgetAddedWarmUps) writes.push_back({sql, {}});
  // Of one that was cut off it is not known when it ended.
  writes.push_back(
      {"UPDATE session SET last_training_end = NULL, last_training_end_boot_ns = NULL,"
       " last_training_boot_id = NULL WHERE attempt_running = 1",
       {}});
  writes.push_back(
      {"UPDATE session SET attempt_running = 0, last_ended_run = (SELECT run_id FROM run"
       " WHERE state = 'ended' ORDER BY end DESC, run_id DESC LIMIT 1)",
       {}});
  writes.push_back(
      {"UPDATE run SET directory = '../' || ? || '/' || directory"
       " WHERE substr(directory, 1, 3) <> '../'",
       {name_of(from)}});
  return writes;
}

// False, and nothing is done, where the session of the store had not begun.
Result<bool> drop_unfinished(const std::string& path, const std::string& from,
                             const RunsAgain& again) {
  Result<Database> store = Database::open(path, Journal::rollback_exclusive, session_migrations());
  if (!store) return store.error();
  // Of a file that was copied past its writer's lock.
  const auto sound = store->query("PRAGMA quick_check(1)");
  if (!sound) return sound.error();
  if (sound->size() != 1 || sound->front().front() != Cell(std::string("ok")))
    return Error{store_of(from) + " is damaged", "look at it with sqlite3, or try again"};
  const auto begun = store->query("SELECT 1 FROM session");
  if (!begun) return begun.error();
  if (begun->empty()) return false;
  const auto dropped = runs_to_drop(*store, again);
  if (!dropped) return dropped.error();
  if (Status written = store->commit(as_inherited(*dropped, from)); !written)
    return written.error();
  if (Status folded = store->fold_into_one_file(); !folded) return folded.error();
  return true;
}

}  // namespace

Result<bool> inherit_store(const std::string& from, const std::string& to, const RunsAgain& again) {
  const std::string made = to + "/.session.db";
  if (Status copied = copy_store(from, made); !copied) {
    unlink(made.c_str());
    return copied.error();
  }
  // Its commit has synced the file.
  const Result<bool> begun = drop_unfinished(made, from, again);
  if (!begun || !*begun) {
    for (const char* suffix : {"", "-journal"}) unlink((made + suffix).c_str());
    return begun;
  }
  const std::string place = store_of(to);
  if (rename(made.c_str(), place.c_str()) != 0)
    return errno_error("rename " + made + " to " + place, errno);
  if (Status synced = sync_directory(to); !synced) return synced.error();
  return true;
}

}  // namespace mutation
