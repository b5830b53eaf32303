#include "keeper/population.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "keeper/sweep.h"
#include "os/procfs.h"

namespace mutation {
namespace {

// So many rounds the kernel gets to empty the cgroup or namespace before /proc is swept beside.
constexpr int kRoundsForTheKernel = 5;

// What has survived so many rounds is chased.
constexpr int kRoundsBeforeChase = 2;
constexpr size_t kChasedAtOnce = 4;
constexpr pid_t kNearbyPids = 32;

bool is_dead(const ProcessStat& process) {
  return process.state == 'Z' || process.state == 'X';
}

}  // namespace

int Population::birthplace() {
  if (!cgroup_) return -1;
  if (cgroup_was_killed_) {
    if (life_cgroup_) (void)life_cgroup_->remove();
    Result<Cgroup> fresh = Cgroup::make(cgroup_->place(), "life");
    if (!fresh) return -1;
    life_cgroup_ = std::move(*fresh);
    cgroup_was_killed_ = false;
  }
  return life_cgroup_ ? life_cgroup_->fd() : cgroup_->fd();
}

void Population::add(pid_t pid) {
  children_left_ = true;
  seen_.insert(pid);
}

void Population::add_init(pid_t pid, UniqueFd pidfd) {
  children_left_ = true;
  inits_.push_back({pid, std::move(pidfd)});
}

bool Population::is_init(pid_t pid) const {
  return std::ranges::any_of(inits_, [&](const Init& init) { return init.pid == pid; });
}

std::vector<Reaped> Population::reap() {
  std::vector<Reaped> reaped;
  children_left_ = reap_all(&reaped) == Children::some;
  for (const Reaped& process : reaped) {
    if (!is_init(process.pid)) seen_.insert(process.pid);
    std::erase_if(inits_, [&](const Init& init) { return init.pid == process.pid; });
  }
  return reaped;
}

bool Population::empty() const {
  return !children_left_ && !(cgroup_ && cgroup_->populated());
}

std::vector<pid_t> Population::alive() const {
  std::set<pid_t> pids;
  for (const ProcessStat& process : descendants_of(getpid())) {
    if (!is_dead(process) && !is_init(process.pid)) pids.insert(process.pid);
  }
  if (cgroup_) {
    for (const pid_t pid : cgroup_->processes()) pids.insert(pid);
  }
  return {pids.begin(), pids.end()};
}

void Population::note(const std::vector<pid_t>& pids, std::set<pid_t>* into) {
  into->insert(pids.begin(), pids.end());
  seen_.insert(pids.begin(), pids.end());
}

void Population::terminate() {
  const std::set<pid_t> reached = signal_each([this] { return alive(); }, {SIGTERM, SIGCONT});
  note({reached.begin(), reached.end()}, &terminated_);
}

void Population::begin_killing() {
  kill_rounds_ = 0;
  killed_.clear();
}

void Population::kill_round() {
  const int round = kill_rounds_++;
  const bool cgroup_populated = cgroup_ && cgroup_->populated();
  if (round == 0) note(alive(), &killed_);
  if (cgroup_populated) {
    cgroup_was_killed_ = true;
    (void)cgroup_->kill();
  }
  for (const Init& init : inits_) send_signal(init.pidfd.get(), SIGKILL);
  const bool kernel_kills = cgroup_populated || !inits_.empty();
  if (kernel_kills && round < kRoundsForTheKernel) return;
  const std::set<pid_t> reached = stop_and_kill([this] { return alive(); });
  note({reached.begin(), reached.end()}, &killed_);
}

void Population::kill_successors_of(const std::vector<Reaped>& reaped) {
  if (kill_rounds_ < kRoundsBeforeChase || reaped.size() > kChasedAtOnce) return;
  for (const Reaped& process : reaped) {
    for (pid_t pid = process.pid + 1; pid <= process.pid + kNearbyPids; ++pid) {
      const std::optional<ProcessStat> successor = read_process(pid);
      if (!successor || successor->parent != getpid() || is_init(pid)) continue;
      // A child's pid cannot become another's before we reap it.
      if (!is_dead(*successor) && ::kill(pid, SIGKILL) == 0) note({pid}, &killed_);
    }
  }
}

}  // namespace mutation
