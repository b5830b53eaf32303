// Files that are made from the store, put right after a crash: the store is the truth, and whatever
// it says the files say, too.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/run_record.h"
#include "record/database.h"

namespace mutation {

// summary.csv and the experiment.json of the run that ended last and of those judged anew: the
// only ones that can lack what the store has. Touches nothing where all is well, without reading
// what earlier runs recorded.
Status repair_files(Database& store, const std::string& directory);

// The experiment.json of every run that was judged anew, and summary.csv, say what the store says.
Status renew_judged_anew(Database& store, const std::string& directory);

// Runs that have ended with one of these outcomes are to go on: the store first, then their lines
// leave summary.csv. What failed before counts no more, but for runs that were interrupted.
Status reopen_ended_runs(Database& store, const std::string& directory,
                         const std::vector<Outcome>& outcomes);

}  // namespace mutation
