// What a later start does about trees whose program and keeper were both killed: finds what is left
// of them by the identity that was stored, and kills it. Knows nothing of stores; decides nothing
// about the runs.
#pragma once

#include <string>
#include <vector>

#include "base/units.h"
#include "model/run_record.h"

namespace mutation {

// A tree that the store does not know to have been emptied.
struct LeftTree {
  std::string run_id;
  // keeper_pid 0: was not stored any more; then the environment of processes tells, and the names
  // of the cgroups beside this process.
  ProcessIdentity identity;
};

// One record a tree, in the same order. Nothing is touched where the machine was started anew since
// (boot id). A keeper that still lives gets up to 5 s for its own killing, then is killed with all
// its descendants. Killed are, too: what is in the tree's cgroup; processes whose environment holds
// MUTATION_RUN_ID=<run_id> and which are no older than the keeper, their descendants, and who is in
// a session that began in the tree. Never this process, its ancestors, nor children that it started
// itself. What cannot be told apart (two trees of one run) counts with the younger keeper's.
// StopRecord::method is "machine restarted", "nothing was left", "its keeper" (which had finished
// by itself), "cgroup.kill", "cgroup freezer" or "environment sweep". `killed` counts none that
// survived.
//
// Blocks until nothing is left, at most about `bound`; costs nothing without trees of this boot.
// REQUIRES: no program holds these trees any more (the caller has their sessions' locks). Main
// thread.
std::vector<StopRecord> reap_leftovers(const std::vector<LeftTree>& trees, Seconds bound);

}  // namespace mutation
