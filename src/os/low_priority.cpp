#include "os/low_priority.h"

#include <linux/ioprio.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mutation {
namespace {

constexpr int kNicest = 19;

}  // namespace

void give_way_in_process() {
  static_cast<void>(setpriority(PRIO_PROCESS, 0, kNicest));
}

void give_way_in_thread() {
  const sched_param no_priority{};
  static_cast<void>(sched_setscheduler(0, SCHED_IDLE, &no_priority));
  const int idle = IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0);
  static_cast<void>(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, idle));
}

}  // namespace mutation
