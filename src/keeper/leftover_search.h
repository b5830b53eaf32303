// Finds the processes of trees that have lost their keeper. Sends no signals.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "os/cgroup.h"
#include "os/procfs.h"

namespace mutation {

// What a tree is known by.
struct TreeMark {
  std::string run_id;                    // "": matches nothing
  std::uint64_t keeper_start_ticks = 0;  // nothing older belongs to it; 0: not known
  pid_t keeper = 0;                      // while it lives; 0: it does not
  std::vector<const Cgroup*> cgroups;    // borrowed
};

struct Leftover {
  ProcessStat process;
  size_t tree = 0;  // index of its mark
};

// Remembers whom it has found, so that neither the death of a parent nor an exec with another
// environment makes a process a stranger.
class LeftoverSearch {
 public:
  explicit LeftoverSearch(std::vector<TreeMark> marks) : marks_(std::move(marks)) {}

  // The keeper is gone: what it kept has other parents now.
  void forget_keeper(size_t tree) { marks_[tree].keeper = 0; }

  // All that live, keepers not among them; from one pass over /proc.
  std::vector<Leftover> find();
  // Whether one process, which was born just now, is of a tree: by its environment, or by being in
  // a session with one that find() has found.
  std::optional<Leftover> look_at(pid_t pid);
  // The last find() met a process without any environment, as it is for a moment during exec: an
  // empty result is to be doubted once.
  bool in_doubt() const { return in_doubt_; }

 private:
  using Identity = std::pair<pid_t, std::uint64_t>;  // with the start ticks
  struct Pass;

  std::optional<size_t> by_environment(const ProcessStat& process);
  void take_by_environment(Pass* pass);
  void take_cgroups(Pass* pass);
  void take_descendants(Pass* pass);
  bool take_sessions(Pass* pass);

  std::vector<TreeMark> marks_;
  std::map<Identity, size_t> known_;
  std::unordered_map<pid_t, size_t> sessions_;  // that began in a tree
  bool in_doubt_ = false;
};

}  // namespace mutation
