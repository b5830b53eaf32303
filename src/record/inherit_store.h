// The store of a session whose program is gone, or must be taken for gone, as the beginning of
// another session that goes on with its runs in a folder beside it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"

namespace mutation {

// Makes `to`/session.db, whole or not at all, from the one in `from`, a folder beside `to`. Runs
// that have ended stand in it with their folders where they are ("../<from>/<folder>"). Those that
// have not, that were interrupted, or that ended with an outcome in `again`, are as if they had not
// begun; warm-ups that were to come before them are gone. `from` is left as it is, but for what its
// program had left half written. Its program may still be at work: what it records afterwards is
// not in the new store.
Status inherit_store(const std::string& from, const std::string& to,
                     const std::vector<Outcome>& again);

}  // namespace mutation
