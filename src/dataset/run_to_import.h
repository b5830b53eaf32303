// A run that another program recorded as a record of this program's store: what is known in its
// places, what is not known absent, and where it comes from.
#pragma once

#include "model/recorded_run.h"
#include "record/imported_session.h"

namespace mutation {

// `index` is the run's place in its session, from 1; `sha256` that of the file it was read from.
// The run has an outcome: read_runs() gives it one.
ImportedRun run_to_import(const RecordedRun& run, int index, const std::string& sha256);

}  // namespace mutation
