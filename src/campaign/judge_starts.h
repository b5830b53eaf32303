// The end of a session judges its runs' start temperatures once more: by the median of all of them,
// where each run was judged by the median so far.
#pragma once

#include <vector>

#include "base/result.h"
#include "record/session_store.h"
#include "run/run_loop.h"

namespace mutation {

// Those whose outcome or reasons have changed, as they are now. Durable on return.
Result<std::vector<RunRecord>> judge_starts_again(SessionStore& store);

// The same, telling of each. False, with the error told, when it cannot be recorded.
bool judge_starts(RunLoop& loop, SessionStore& store);

}  // namespace mutation
