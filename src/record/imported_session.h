// A session's folder for runs that another program recorded: its store, each run's experiment.json
// and a copy of its energy/ files. Named import_*, so that nobody takes it for one that this
// program ran: it is never the newest, is not resumed, and nothing is learned from it about the
// machine.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/recorded_run.h"

namespace mutation {

inline constexpr const char* kImportPrefix = "import_";

struct ImportedRun {
  RunRecord record;  // with its provenance and one attempt; `directory` is set by the writing
  std::string energy_directory;  // whose files are copied; "": none
};

struct SessionToImport {
  std::string name;  // wanted; without the prefix
  std::string source;
  std::vector<ImportedRun> runs;
};

// Where it was put: results/import_<name>, with _2, _3 … if taken. It appears whole or not at all:
// it is made under a name that begins with a dot and renamed. `now` is the time of importing.
Result<std::string> write_imported_session(const std::string& results_directory,
                                           SessionToImport session, const Instant& now);

// What tells of a run that is in a store, without its record.
struct RunInStore {
  std::string run_id;
  RecordKind kind = RecordKind::session;  // of what it was imported from
  int naming = 0;                         // RecordedRun::naming
  std::string directory;                  // the run's folder; absolute
};

// All runs in the store of a session's folder.
Result<std::vector<RunInStore>> runs_in_store(const std::string& directory);

}  // namespace mutation
