// Who computes on the run's GPUs now. Only where the lists of processes can be trusted; elsewhere
// this knows nothing and says so by giving nothing.
#pragma once

#include <string>
#include <vector>

#include "run/observations.h"

namespace mutation {

// "pid 123 (python3), 512 MiB".
std::string describe(const ComputeProcess& process);
// The same with a name that is known already; "": it was not in /proc.
std::string describe(const ComputeProcess& process, const std::string& name);

// The list last seen of a GPU; null without one and where lists are not to be trusted.
const ComputeProcesses* trusted_list(const Observations& observations, int gpu);

// Of the lists last seen: all compute processes on the GPUs, joined for people; "" when there is
// none or the lists are not to be trusted.
std::string computing_on(const Observations& observations, const std::vector<int>& gpus);

// Contexts on the run's GPUs whose processes are dead: what a driver has not torn down yet.
struct DeadContexts {
  // Whether every list that is kept of these GPUs is newer than asked for. True without any: then
  // nothing is known, and nothing to wait for.
  bool up_to_date = true;
  bool any_list = false;
  std::vector<ComputeProcess> processes;  // of lists that are new enough
};
DeadContexts contexts_of_dead_processes(const Observations& observations,
                                        const std::vector<int>& gpus, MonotonicTime since);

}  // namespace mutation
