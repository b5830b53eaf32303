// Signals to processes that are only known by their place in the tree, never to a stranger that has
// got a dead one's pid.
#pragma once

#include <sys/types.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "os/procfs.h"

namespace mutation {

// As they are now. The caller's children are listed no later than their reaping.
using ListProcesses = std::function<std::vector<ProcessStat>()>;

// Sends the signals, in this order, to each process and gives the pids reached. A process that is
// no child of the caller's is held by pidfd and looked at once more before: that it has the same
// start shows that the pidfd is not a stranger's. REQUIRES: nothing was reaped since `processes`
// were read.
std::set<pid_t> signal_each(const std::vector<ProcessStat>& processes,
                            const std::vector<int>& signals);

// Stops all that are listed until no new ones appear, so that nothing forks any more, and then
// kills them; gives the pids killed.
std::set<pid_t> stop_and_kill(const ListProcesses& list);

// "1234 (python) in uninterruptible sleep (D)", for people; with ", of user 0" where it is not the
// caller's.
std::string described_survivor(const ProcessStat& process);
// The first kMostSurvivorsNamed of them.
std::vector<std::string> described_survivors(const std::vector<ProcessStat>& processes);

}  // namespace mutation
