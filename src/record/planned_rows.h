// The plan as it stands in a session's store: what is left to do, in which order.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/database.h"
#include "record/session_store.h"

namespace mutation {

// In the order in which they are to be done: a run that was added stands before the one that it was
// added for, or at the end, behind those that were added there before it.
Result<std::vector<UnfinishedRun>> read_unfinished(Database& store);

// See SessionStore::next_behind().
Result<std::string> read_next_behind(Database& store, int current);

// See SessionStore::places_with_repeats().
Result<std::vector<PlannedPlace>> read_places_with_repeats(Database& store);

}  // namespace mutation
