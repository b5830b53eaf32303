#include "keeper/orphans.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <unordered_set>
#include <vector>

#include "keeper/sweep.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

using std::chrono::milliseconds;

// Whether any adopted process is left, living or dead.
bool reap_and_note_adopted(std::set<pid_t>* seen) {
  bool left = false;
  for (const ProcessStat& process : adopted_among(all_processes())) {
    seen->insert(process.pid);
    const bool reaped = process.parent == getpid() && reap_if_ended(process.pid);
    left = left || !reaped;
  }
  return left;
}

std::vector<ProcessStat> living_orphans(const Cgroup* cgroup) {
  std::vector<ProcessStat> living = adopted_among(all_processes());
  std::erase_if(living, [](const ProcessStat& it) { return it.state == 'Z' || it.state == 'X'; });
  if (!cgroup) return living;
  std::unordered_set<pid_t> found;
  for (const ProcessStat& process : living) found.insert(process.pid);
  for (const pid_t pid : cgroup->processes()) {
    if (!found.insert(pid).second) continue;
    if (auto process = read_process(pid)) living.push_back(std::move(*process));
  }
  return living;
}

}  // namespace

void reap_adopted() {
  for (const ProcessStat& process : adopted_among(all_processes())) {
    if (process.parent == getpid()) reap_if_ended(process.pid);
  }
}

void kill_orphans(const Cgroup* cgroup, Seconds bound, StopRecord* record) {
  const BootTime start = Boottime::now();
  const auto longest =
      std::chrono::duration_cast<Boottime::duration>(std::clamp(bound, Seconds(0), Seconds(1e9)));
  const auto list = [cgroup] { return living_orphans(cgroup); };
  std::set<pid_t> seen;
  std::set<pid_t> killed;
  Boottime::duration pause = milliseconds(1);
  while (true) {
    for (const ProcessStat& process : list()) killed.insert(process.pid);
    if (cgroup && cgroup->populated()) (void)cgroup->kill();
    stop_and_kill(list);
    const bool left = reap_and_note_adopted(&seen);
    if (!left && !(cgroup && cgroup->populated())) break;
    if (Boottime::now() - start >= longest) {
      const std::vector<ProcessStat> survivors = list();
      record->survivors = static_cast<int>(survivors.size());
      record->survivor_processes = described_survivors(survivors);
      break;
    }
    poll_until({}, Boottime::now() + pause);
    pause = std::min<Boottime::duration>(2 * pause, milliseconds(50));
  }
  if (cgroup && record->survivors == 0) (void)cgroup->remove();
  seen.insert(killed.begin(), killed.end());
  record->seen = static_cast<int>(seen.size());
  record->killed = static_cast<int>(killed.size());
  record->took = Boottime::now() - start;
}

}  // namespace mutation
