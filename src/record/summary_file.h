// summary.csv made anew from the store.
#pragma once

#include <string>

#include "base/result.h"
#include "record/database.h"

namespace mutation {

// Under a temporary name, then renamed, durable; a piece at a time, however long it is. In the
// order in which the runs ended, or, in a session whose runs were collected, in the plan's. Nothing
// where the session has not begun.
Status rewrite_summary(Database& store, const std::string& directory);

}  // namespace mutation
