#include "keeper/population.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_set>

#include "keeper/sweep.h"

namespace mutation {
namespace {

// So many rounds the kernel gets to empty the cgroup or namespace before /proc is swept beside.
constexpr int kRoundsForTheKernel = 5;

constexpr size_t kChasedAtOnce = 4;
constexpr pid_t kNearbyPids = 32;

bool is_dead(const ProcessStat& process) {
  return process.state == 'Z' || process.state == 'X';
}

}  // namespace

int Population::birthplace() {
  if (!cgroup_) return -1;
  if (cgroup_was_killed_ && cgroup_->place().kind == CgroupKind::unified) {
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

std::vector<ProcessStat> Population::alive() const {
  const std::vector<ProcessStat> processes = all_processes();
  std::vector<ProcessStat> living = descendants_of(getpid(), processes);
  std::erase_if(living, [&](const ProcessStat& it) { return is_dead(it) || is_init(it.pid); });
  if (!cgroup_) return living;
  std::unordered_set<pid_t> found;
  for (const ProcessStat& process : living) found.insert(process.pid);
  for (const pid_t pid : cgroup_->processes()) {
    if (!found.insert(pid).second) continue;
    if (auto process = read_process(pid)) living.push_back(std::move(*process));
  }
  return living;
}

void Population::note(const std::vector<pid_t>& pids, std::set<pid_t>* into) {
  into->insert(pids.begin(), pids.end());
  seen_.insert(pids.begin(), pids.end());
}

void Population::terminate() {
  const std::set<pid_t> reached = signal_each(alive(), {SIGTERM, SIGCONT});
  note({reached.begin(), reached.end()}, &terminated_);
}

void Population::begin_killing() {
  kill_rounds_ = 0;
  forks_away_ = false;
  killed_.clear();
  doomed_.clear();
}

// Before the kernel kills them: of a cgroup its own list tells, so that /proc need not be read.
void Population::note_living() {
  if (cgroup_) return note(cgroup_->processes(), &killed_);
  for (const ProcessStat& process : alive()) note({process.pid}, &killed_);
}

// Whether there was something that the kernel kills as a whole.
bool Population::kill_by_kernel() {
  const bool cgroup_populated = cgroup_ && cgroup_->populated();
  if (!cgroup_populated && inits_.empty()) return false;
  if (kill_rounds_ == 0) note_living();
  if (cgroup_populated) {
    cgroup_was_killed_ = true;
    (void)cgroup_->kill();
  }
  for (const Init& init : inits_) send_signal(init.pidfd.get(), SIGKILL);
  return true;
}

bool Population::is_doomed(const ProcessStat& process) const {
  return doomed_.contains({process.pid, process.start_ticks});
}

std::vector<ProcessStat> Population::alive_and_not_doomed() const {
  std::vector<ProcessStat> living = alive();
  std::erase_if(living, [&](const ProcessStat& process) { return is_doomed(process); });
  return living;
}

// The first round sends SIGKILL right away: few trees fork just then, and those that do have the
// next rounds.
void Population::sweep() {
  std::vector<ProcessStat> targets;
  const auto list = [&] { return targets = alive_and_not_doomed(); };
  std::set<pid_t> reached;
  if (list().empty()) {
    forks_away_ = false;
    return;
  }
  if (doomed_.empty()) {
    reached = signal_each(targets, {SIGKILL});
  } else {
    forks_away_ = true;
    reached = stop_and_kill(list);
  }
  for (const ProcessStat& process : targets) {
    if (reached.contains(process.pid)) doomed_.insert({process.pid, process.start_ticks});
  }
  note({reached.begin(), reached.end()}, &killed_);
}

void Population::kill_round() {
  const bool kernel_kills = kill_by_kernel();
  if (!kernel_kills || kill_rounds_ >= kRoundsForTheKernel) sweep();
  ++kill_rounds_;
}

void Population::kill_successors_of(const std::vector<Reaped>& reaped) {
  if (!forks_away_ || reaped.size() > kChasedAtOnce) return;
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
