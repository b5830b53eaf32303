#include "os/foreign_zombies.h"

#include <sys/wait.h>
#include <unistd.h>

#include "os/pidfd.h"
#include "os/subreaper.h"

namespace mutation {

void reap_foreign_zombies() {
  siginfo_t ended{};
  // Leaves it as it is: it may be a child of our own.
  if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0) return;
  for (const ProcessStat& process : adopted_among(all_processes())) {
    if (process.parent == getpid() && process.state == 'Z') reap_if_ended(process.pid);
  }
}

}  // namespace mutation
