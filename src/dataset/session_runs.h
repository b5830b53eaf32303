// The runs of a session of this program as recorded runs.
#pragma once

#include <string>

#include "dataset/read_runs.h"
#include "record/read_session.h"

namespace mutation {

// One that has ended. `session`: its runs are not looked at. REQUIRES: the run has an attempt.
RecordedRun recorded_run_of(const RunRecord& record, const StoredSession& session);

// Those that have ended; the notes say how many have not, and of runs that were given up without an
// attempt.
RunsRead runs_of_session(const StoredSession& session, const ReadRunsOptions& options);

Result<RunsRead> read_session_runs(const std::string& directory, const ReadRunsOptions& options);

}  // namespace mutation
