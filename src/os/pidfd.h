// Processes held by descriptor: a pidfd names one process for ever, whereas a pid may become
// another's. [pidfd_open(2), pidfd_send_signal(2), waitid(2)]
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// How a process ended: one of the two is there.
struct ProcessEnd {
  std::optional<int> code;
  std::optional<int> signal;
};

struct Reaped {
  pid_t pid = 0;
  ProcessEnd end;
};

enum class Children { none, some };

// None when there is no such process (any more).
std::optional<UniqueFd> open_pidfd(pid_t pid);

// 0, or errno: ESRCH when the process is gone, EPERM when it may not be signalled.
int send_signal(int pidfd, int signal);

// Reaps a child if it has ended; none while it runs. Does not block. An error when it is no child
// of ours (any more).
Result<std::optional<ProcessEnd>> reap(int pidfd);

// Waits for a child's end until the deadline and reaps it; none when it still runs then.
Result<std::optional<ProcessEnd>> reap_until(int pidfd, BootTime deadline);

// Reaps a child that is known to end at once.
void reap_blocking(pid_t pid);
// Reaps a child if it has ended; false otherwise, or when it is no child of ours.
bool reap_if_ended(pid_t pid);

// Reaps the children in a process group that was killed, adopted ones too, as soon as they have
// ended; at most for 100 ms.
void reap_killed_group(pid_t group);

// Reaps every child that has ended, adopted ones too, and says whether there are children left.
// Only for a process that waits for its children nowhere else.
Children reap_all(std::vector<Reaped>* reaped);

}  // namespace mutation
