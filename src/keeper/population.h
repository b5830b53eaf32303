// All processes of one tree, as its keeper sees them: reaps them, counts them, signals them, knows
// when there are none left. Makes none and decides nothing.
//
// The keeper being a child subreaper, the tree is empty exactly when the keeper has no child left:
// whatever has ended leaves its children to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "os/cgroup.h"
#include "os/pidfd.h"
#include "os/procfs.h"

namespace mutation {

class Population {
 public:
  // `cgroup`: where the tree is born, if anywhere.
  explicit Population(std::optional<Cgroup> cgroup) : cgroup_(std::move(cgroup)) {}

  const std::optional<Cgroup>& cgroup() const { return cgroup_; }
  // Directory of the cgroup in which the next life is to be born, -1 for none: the tree's own or,
  // once that was killed, a fresh one below it.
  int birthplace();

  // A process that the keeper has started.
  void add(pid_t pid);
  // The init of a PID namespace, a child of the keeper but no process of the training's.
  void add_init(pid_t pid, UniqueFd pidfd);

  // Every child that has ended.
  std::vector<Reaped> reap();
  // As of the last reap().
  bool empty() const;
  // Without zombies. Reads all of /proc.
  std::vector<ProcessStat> alive() const;

  // SIGTERM to all, and SIGCONT so that stopped ones can die of it.
  void terminate();
  // One round of SIGKILL to all; where it leaves anything, another round must follow later. What
  // forks while it is killed is stopped first from the second round on.
  void kill_round();
  // Between the rounds, for trees that fork faster than /proc can be read: the process that took
  // over from one that has just ended mostly has one of the next pids. Kills it where it has become
  // the keeper's child.
  void kill_successors_of(const std::vector<Reaped>& reaped);
  // The next kill_round() is the first of a new series.
  void begin_killing();

  int seen() const { return static_cast<int>(seen_.size()); }
  int terminated() const { return static_cast<int>(terminated_.size()); }
  // Since begin_killing().
  int killed() const { return static_cast<int>(killed_.size()); }

 private:
  struct Init {
    pid_t pid = 0;
    UniqueFd pidfd;
  };
  bool is_init(pid_t pid) const;
  using Identity = std::pair<pid_t, std::uint64_t>;  // with the start ticks
  bool is_doomed(const ProcessStat& process) const;
  std::vector<ProcessStat> alive_and_not_doomed() const;
  void note(const std::vector<pid_t>& pids, std::set<pid_t>* into);
  void note_living();
  bool kill_by_kernel();
  void sweep();

  std::optional<Cgroup> cgroup_;
  std::optional<Cgroup> life_cgroup_;  // below cgroup_
  bool cgroup_was_killed_ = false;
  std::vector<Init> inits_;
  bool children_left_ = false;
  int kill_rounds_ = 0;
  bool forks_away_ = false;
  // SIGKILL was sent to them: they need time, not another one.
  std::set<Identity> doomed_;
  std::set<pid_t> seen_;
  std::set<pid_t> terminated_;
  std::set<pid_t> killed_;
};

}  // namespace mutation
