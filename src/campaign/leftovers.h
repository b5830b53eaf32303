// What a crash has left of a run: processes whose program and keeper were both killed, the script
// of the background, an attempt without an end.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/run_record.h"
#include "record/read_session.h"

namespace mutation {

// Where and when the crash was.
struct CrashSite {
  std::string session_directory;
  std::string boot_id;  // of the program that crashed
};

// Kills what still lives of the run's unfinished attempts and removes their scripts. One record for
// each tree that was known or found. REQUIRES: no program writes the session. Main thread.
std::vector<StopRecord> clear_leftovers(const StoredRun& run, const CrashSite& site);

// Removes the copies of repos' folders that a crash left. REQUIRES: no program writes the session,
// and no process of it lives.
Status remove_left_copies(const std::string& session_directory);

// An error that names them where processes survived: no training may start beside them.
Status no_survivors(const std::vector<StopRecord>& stops);

// The record of an attempt that was cut off. Its end is the latest that it can have lived until, or
// `now` when processes of it lived until then.
AttemptRecord cut_off_attempt(const StoredRun& run, const StoredAttempt& attempt,
                              std::vector<StopRecord> stops, const CrashSite& site,
                              const Instant& now);

}  // namespace mutation
