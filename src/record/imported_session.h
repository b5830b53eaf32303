// A session's folder for runs that another program recorded: its store, each run's experiment.json
// and a copy of its energy/ files. Named import_*, so that nobody takes it for one that this
// program ran: it is never the newest, is not resumed, and nothing is learned from it about the
// machine.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/run_record.h"

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

// The ids of all runs in the stores of a results folder. A store that cannot be read is an error:
// its runs could be imported a second time.
Result<std::set<std::string>> run_ids_in(const std::string& results_directory);

}  // namespace mutation
