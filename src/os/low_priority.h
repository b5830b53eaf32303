// Giving way to everything else that runs on the machine.
#pragma once

namespace mutation {

// The process takes a CPU only where others leave one: nice 19. [setpriority(2)]
void give_way_in_process();

// This thread, further: SCHED_IDLE, and the disk only when nobody else wants it. Where the kernel
// does not allow it, it stays as it was: nothing depends on it. [sched(7), ioprio_set(2)]
void give_way_in_thread();

}  // namespace mutation
