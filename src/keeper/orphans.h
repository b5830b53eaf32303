// After a keeper's death: what it kept has become this program's children, for the program is a
// child subreaper, too.
#pragma once

#include "base/units.h"
#include "model/run_record.h"
#include "os/cgroup.h"

namespace mutation {

// Reaps those of this process's adopted children that have ended.
void reap_adopted();

// Kills, without grace, every descendant of this process that was adopted (subreaper.h), and
// whatever is in `cgroup` (null: none); reaps them and removes the cgroup. Blocks until nothing is
// left, at most for `bound`. Fills the record's counts and time.
void kill_orphans(const Cgroup* cgroup, Seconds bound, StopRecord* record);

}  // namespace mutation
