// The end of a session judges its runs' start temperatures once more: by the median of all of them,
// where each run was judged by the median so far.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/session_store.h"

namespace mutation {

// What has changed, for people: "run 3 (id): suspect: started at …". Durable on return.
Result<std::vector<std::string>> judge_starts_again(SessionStore& store);

}  // namespace mutation
