// Signals to processes that are only known by their place in the tree, never to a stranger that has
// got a dead one's pid.
#pragma once

#include <sys/types.h>

#include <functional>
#include <set>
#include <vector>

namespace mutation {

using ListProcesses = std::function<std::vector<pid_t>()>;

// Sends the signals, in this order, to every process that is listed and gives the pids reached.
// Each is held by pidfd and looked up once more before: that it still is listed shows that the
// pidfd is not a stranger's.
std::set<pid_t> signal_each(const ListProcesses& list, const std::vector<int>& signals);

// Stops all that are listed until no new ones appear, so that nothing forks any more, and then
// kills them; gives the pids killed.
std::set<pid_t> stop_and_kill(const ListProcesses& list);

}  // namespace mutation
