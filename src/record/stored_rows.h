// Rows of session.db as the structs of read_session.h, for those who read all of a session and for
// its writer, who reads single runs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/database.h"
#include "record/read_session.h"

namespace mutation {

// A session of many blocks has thousands of parts, which who asks of the session as a whole does
// without.
enum class Parts { read, left_out };

// All but the runs. A session that was made but has not begun gives an empty one.
Result<StoredSession> read_head(Database& store, Parts parts = Parts::read);

// The runs that have begun, with their attempts.
Result<std::vector<StoredRun>> read_begun_runs(Database& store);
// One of them. An error when there is none of that id.
Result<StoredRun> read_begun_run(Database& store, const std::string& run_id);

// The runs with an attempt that has not ended.
Result<std::vector<StoredRun>> read_unfinished_attempts(Database& store);

// The runs that have ended, the latest `most` of them.
Result<std::vector<StoredRun>> read_latest_ended_runs(Database& store, int most);

// The planned runs that have not begun.
Result<std::vector<PlannedRun>> read_pending(Database& store);

}  // namespace mutation
