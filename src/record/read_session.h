// A session read back from its folder, finished or not, also while its writer is at work.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/consumption.h"
#include "model/repeat_state.h"
#include "model/run_record.h"
#include "model/session_info.h"
#include "record/database.h"
#include "record/session_list.h"

namespace mutation {

// `running` and `cut_off`: an attempt has not ended, and its program is at work or gone. `waiting`:
// it has begun and goes on with a further attempt later.
enum class RunState { pending, running, cut_off, waiting, ended };
std::string to_text(RunState state);

struct StoredAttempt {
  int number = 1;
  Instant start;
  // Absent: it runs, or was cut off.
  std::optional<AttemptRecord> record;
  std::vector<ProcessIdentity> trees;  // whose processes it started
};

struct StoredRun {
  RunState state = RunState::pending;
  std::string run_id;     // "" while pending
  std::string directory;  // relative to the session's; "" while pending
  PlannedRun planned;
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::optional<Outcome> outcome;  // once ended
  std::vector<StoredAttempt> attempts;
  std::optional<Provenance> provenance;  // of an imported run
  // Of these, so many were made before the run was tried again on request.
  int attempts_before = 0;
  // Which program made its last attempt: 0 the session's first, else the number of a resumption or
  // of a part, see info_of().
  int program = 0;
};

// The session was gone on with after it had ended early or was cut off.
struct Resumption {
  int number = 0;
  SessionInfo info;                  // of the program that went on
  std::vector<std::string> changes;  // what was not as before; the user accepted it
};

// A program that did some of the session's runs in a session of its own, whose runs were collected.
struct SessionPart {
  std::string directory;  // of that session, relative to this one's: "blocks/00007/claim_1"
  SessionInfo info;
};

struct StoredSession {
  SessionInfo info;  // of its first program, with the directory that it was read from
  std::vector<Resumption> resumptions;
  std::map<int, SessionPart> parts;  // by the programs' numbers
  bool has_writer = false;           // a program is at work on it now
  // Its runs are done by tasks of a batch system, whose records are collected.
  bool submitted = false;
  std::uint64_t seed = 0;
  std::string experiment_name;
  int runs_planned = 0;
  std::optional<Instant> end;   // absent: it runs (has_writer), or was cut off
  std::string ended_by;         // "" at the regular end
  std::vector<StoredRun> runs;  // begun and pending, by index
};

// The store knows only whether a run has ended: the state of one that has not, by its attempts and
// by whether somebody writes the session.
RunState state_of(const StoredRun& run, bool has_writer);

// Of the program that wrote it last.
const SessionInfo& latest_info(const StoredSession& session);

// Of the program of that number, see StoredRun::program: what holds for the run that it measured.
// Of one that came after the session was read, the latest that is known.
const SessionInfo& info_of(const StoredSession& session, int program);

// `directory` is a session's folder. An error when it is none, or of a newer program.
Result<StoredSession> read_session(const std::string& directory);

// Of the program that wrote the session last, without its runs. An error when it has not begun.
Result<SessionInfo> read_latest_info(const std::string& directory, Locks locks = Locks::tell);

// What a program that is gone left unfinished in a session: runs with an attempt that never ended,
// and the boot in which it ran. Reads nothing else.
struct CutOffRuns {
  std::string boot_id;
  std::vector<StoredRun> runs;
};
Result<CutOffRuns> read_cut_off_runs(const std::string& directory, Locks locks = Locks::tell);

// What the session's runs ask for with PlannedRun::devices: each list once, the empty one (the
// session's own GPUs) in any case.
Result<std::set<std::vector<std::string>>> devices_asked(const std::string& directory);

// Of all attempts that have begun.
Consumption consumption_of(const StoredSession& session);

// The run as a record; what had not ended is not in it. REQUIRES: it is not pending.
RunRecord run_record_of(const StoredRun& run);

// {"schema_version", "session", "runs": […]}: what `status --json` prints; docs/records.md has
// every field. `repeats`: of its configurations that are run until their interval is narrow.
std::string status_json(const StoredSession& session, const std::vector<RepeatState>& repeats = {});

}  // namespace mutation
