#include "os/subreaper.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <mutex>
#include <unordered_set>

namespace mutation {
namespace {

struct OwnChildren {
  std::mutex mutex;
  std::unordered_set<pid_t> pids;
};

// Never destroyed: threads may outlive main().
OwnChildren& own_children() {
  static OwnChildren& children = *new OwnChildren;
  return children;
}

}  // namespace

Status become_subreaper() {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    return errno_error("become a child subreaper", errno, "Linux 3.4 or newer is needed");
  }
  // A parent may have left us SIGCHLD ignored, and then nobody could wait for a child.
  struct sigaction action {};
  if (sigaction(SIGCHLD, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
    signal(SIGCHLD, SIG_DFL);
  }
  return {};
}

void note_own_child(pid_t pid) {
  OwnChildren& own = own_children();
  const std::lock_guard lock(own.mutex);
  own.pids.insert(pid);
}

void forget_own_child(pid_t pid) {
  OwnChildren& own = own_children();
  const std::lock_guard lock(own.mutex);
  own.pids.erase(pid);
}

std::vector<ProcessStat> adopted_among(const std::vector<ProcessStat>& processes) {
  OwnChildren& own = own_children();
  const std::lock_guard lock(own.mutex);
  std::vector<ProcessStat> adopted;
  for (const ProcessStat& process : processes) {
    if (process.parent != getpid() || own.pids.contains(process.pid)) continue;
    adopted.push_back(process);
    for (ProcessStat& descendant : descendants_of(process.pid, processes)) {
      adopted.push_back(std::move(descendant));
    }
  }
  return adopted;
}

}  // namespace mutation
