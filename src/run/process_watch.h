// Watches the lists of compute processes over an attempt: who is a stranger, how often the
// background was there, and how the GPUs' time was shared. Keeps counts, not lists, so that a run
// of days needs no more memory than one of minutes, and looks a process up only when it is new.
// Knows nothing where the lists are not to be trusted.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "keeper/tree.h"
#include "model/run_record.h"
#include "run/observations.h"
#include "run/process_shares.h"

namespace mutation {

// More strangers than these are counted, not recorded.
inline constexpr size_t kMostStrangers = 100;

// Null: not there (yet, or any more).
struct OwnTrees {
  const Tree* foreground = nullptr;
  const Tree* background = nullptr;
};

class ProcessWatch {
 public:
  explicit ProcessWatch(std::vector<int> gpus) : gpus_(std::move(gpus)) {}

  // Lists of from then on are counted: the foreground begins.
  void count_from(MonotonicTime start) { count_from_ = start; }

  // Looks at lists that are newer than those looked at before. Gives the strangers not seen before.
  std::vector<StrangerRecord> look(const Instant& now, const Observations& observations,
                                   const OwnTrees& own);

  // In the order in which they came, the first kMostStrangers.
  const std::vector<StrangerRecord>& strangers() const { return strangers_; }
  int strangers_left_out() const { return strangers_left_out_; }
  bool is_stranger(pid_t pid) const;
  const ProcessCounts& counts() const { return counts_; }
  // Whether some GPU of the run has a list to be trusted, as of the last look.
  bool has_lists() const { return has_lists_; }
  // A process of the background's that the lists last seen have: "pid 9 (python3), 512 MiB"; "".
  const std::string& background_process() const { return background_process_; }

 private:
  enum class Owner { foreground, background, stranger, gone };
  struct Known {
    Owner owner = Owner::gone;
    std::string name;
    size_t record = kMostStrangers;  // of a stranger, in strangers_
  };
  // What the lists now say together.
  struct Look {
    bool any_new = false;
    bool counts = false;
    bool background_loads = false;
    double foreground_utilization = 0;
    double all_utilization = 0;
    bool has_utilization = false;
    std::set<pid_t> listed;
    std::vector<StrangerRecord> fresh;
  };

  Known& know(const ComputeProcess& process, const Instant& now, const OwnTrees& own, Look& look);
  void take_list(int gpu, const ComputeProcesses& list, const Instant& now, const OwnTrees& own,
                 Look& look);
  void note_stranger(Known& known, const ComputeProcess& process, const Instant& now, Look& look);

  std::vector<int> gpus_;
  MonotonicTime count_from_ = MonotonicTime::max();
  std::map<int, MonotonicTime> looked_at_;
  std::map<pid_t, Known> known_;    // of the pids that the lists last seen have
  std::set<int> tell_utilization_;  // GPUs that have ever given some process's
  std::vector<StrangerRecord> strangers_;
  int strangers_left_out_ = 0;
  bool has_lists_ = false;
  std::string background_process_;
  ProcessCounts counts_;
};

}  // namespace mutation
