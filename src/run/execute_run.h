// One planned run to its record: attempts until one does not fail or none is left.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/journal.h"
#include "run/run_loop.h"

namespace mutation {

struct RunRequest {
  const PlannedRun* planned = nullptr;
  std::string run_id;
  int runs = 0;                   // in the whole plan, for messages
  Seconds minimum_idle{0};        // of the first attempt's gate
  std::string minimum_from;       // which setting asked for it
  bool announce_cooling = false;  // the contract's cooling messages
  std::optional<Watts> idle_reference;
  std::string scripts_directory;  // absolute; background scripts are made here
  bool keep_scripts = false;
};

// Gives the record of a run that was begun, whatever came of it. An error only when the journal
// could not be written: then no further run may start.
Result<RunRecord> execute_run(RunLoop& loop, RunJournal& journal, const RunRequest& request);

// Whether a run's trees left processes alive: then no further run may start.
bool has_survivors(const RunRecord& run);

}  // namespace mutation
