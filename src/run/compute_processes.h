// Who computes on the run's GPUs: our trees, or strangers. Only where the lists of processes can be
// trusted; elsewhere this knows nothing and says so by giving nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "keeper/tree.h"
#include "run/observations.h"

namespace mutation {

// "pid 123 (python3), 512 MiB".
std::string describe(const ComputeProcess& process);

// Of the lists last seen: all compute processes on the GPUs, joined for people; "" when there is
// none or the lists are not to be trusted.
std::string computing_on(const Observations& observations, const std::vector<int>& gpus);

// The first process of the tree that is on one of the GPUs; "" when there is none or unknown.
std::string own_process_on(const Observations& observations, const std::vector<int>& gpus,
                           const Tree& tree);

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

// Collects foreign compute processes over a phase, each once.
class StrangerWatch {
 public:
  explicit StrangerWatch(std::vector<int> gpus) : gpus_(std::move(gpus)) {}
  // Looks at lists that are newer than those looked at before. Gives the descriptions of strangers
  // not seen before.
  std::vector<std::string> look(const Observations& observations, const std::vector<Tree*>& own);
  const std::vector<std::string>& seen() const { return seen_; }
  bool is_known_stranger(pid_t pid) const;

 private:
  bool is_ours(pid_t pid, const std::vector<Tree*>& own) const;

  std::vector<int> gpus_;
  std::map<int, MonotonicTime> looked_at_;
  std::map<pid_t, bool> ours_;  // what was found out about a pid
  std::vector<std::string> seen_;
};

}  // namespace mutation
