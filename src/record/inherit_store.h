// The store of a session whose program is gone, or must be taken for gone, as the beginning of
// another session that goes on with its runs in a folder beside it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"

namespace mutation {

// Runs that are done again though they have ended: those of these outcomes, once for a submission,
// however often its task starts anew. Not where the store's last program was already of it.
struct RunsAgain {
  std::vector<Outcome> outcomes;
  int submission = 0;  // 0: whoever asks
};

// Makes `to`/session.db, whole or not at all, from the one in `from`, a folder beside `to`. Runs
// that have ended stand in it with their folders where they are ("../<from>/<folder>"). Those that
// have not, that were interrupted, or that are to be done `again`, are as if they had not
// begun; warm-ups that were added for them are gone. `from` is left as it is. Its program may still
// be at work: what it records afterwards is not in the new store. False, and nothing is made, where
// the session in `from` had not begun. An error where that cannot be told: then nobody may take it
// for one that had not.
Result<bool> inherit_store(const std::string& from, const std::string& to, const RunsAgain& again);

}  // namespace mutation
