#include "keeper/leftovers.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <string_view>

#include "keeper/leftover_search.h"
#include "keeper/messages.h"
#include "keeper/method.h"
#include "keeper/orphans.h"
#include "keeper/sweep.h"
#include "os/pidfd.h"
#include "os/poll.h"

namespace mutation {
namespace {

using std::chrono::milliseconds;

constexpr Seconds kKeeperPatience{5};
constexpr Seconds kKeeperEnds{5};
constexpr Boottime::duration kLongestPause = milliseconds(50);
// As often an empty result in doubt is looked at again, a pause between.
constexpr int kDoubts = 3;
constexpr int kChaseLooks = 100;
constexpr pid_t kChased = 16;

BootTime in(Seconds time) {
  const Seconds bounded = std::clamp(time, Seconds(0), Seconds(1e9));
  return Boottime::now() + std::chrono::duration_cast<Boottime::duration>(bounded);
}

struct Left {
  StopRecord record;
  TreeMark mark;
  UniqueFd keeper;  // a pidfd while it lives
  std::vector<Cgroup> cgroups;
  std::set<pid_t> seen;
  std::set<pid_t> killed;
};

// The keeper's pid is its own only with the start that was stored.
UniqueFd held_keeper(const ProcessIdentity& identity) {
  if (identity.keeper_pid <= 1 || identity.keeper_pid == getpid()) return {};
  std::optional<UniqueFd> pidfd = open_pidfd(identity.keeper_pid);
  if (!pidfd) return {};
  const std::optional<ProcessStat> stat = read_process(identity.keeper_pid);
  const bool same = stat && stat->start_ticks == identity.keeper_start_ticks;
  return same && stat->state != 'Z' ? std::move(*pidfd) : UniqueFd();
}

// A directory of that name may be another's by now: ours carries the run's id, and nothing in it is
// older than its keeper.
std::optional<Cgroup> held_cgroup(const LeftTree& tree, const std::string& directory) {
  const std::string name = directory.substr(directory.rfind('/') + 1);
  const bool is_known = tree.identity.keeper_pid != 0;
  const std::string expected = group_name(tree.run_id, is_known ? tree.identity.tree : "");
  if (tree.run_id.empty() || !name.starts_with(expected)) return std::nullopt;
  std::optional<Cgroup> cgroup = Cgroup::open(directory);
  if (!cgroup) return std::nullopt;
  for (const pid_t pid : cgroup->processes()) {
    const std::optional<ProcessStat> stat = read_process(pid);
    if (stat && stat->start_ticks < tree.identity.keeper_start_ticks) return std::nullopt;
  }
  return cgroup;
}

// The tree's own; where its keeper was not stored any more, all that were made for the run in this
// process's groups.
std::vector<Cgroup> held_cgroups(const LeftTree& tree) {
  std::vector<std::string> directories = {tree.identity.cgroup};
  for (const CgroupKind kind : {CgroupKind::unified, CgroupKind::freezer}) {
    const Result<CgroupPlace> own = own_cgroup(kind);
    if (!own || tree.identity.keeper_pid != 0) continue;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(own->directory, ignored)) {
      directories.push_back(entry.path().string());
    }
  }
  std::vector<Cgroup> held;
  for (const std::string& directory : directories) {
    if (auto cgroup = held_cgroup(tree, directory)) held.push_back(std::move(*cgroup));
  }
  return held;
}

class Reaper {
 public:
  Reaper(const std::vector<LeftTree>& trees, Seconds bound);
  std::vector<StopRecord> run();

 private:
  bool something_to_do() const;
  void note(const std::vector<Leftover>& found, std::set<pid_t> Left::*into);
  bool cgroups_populated() const;
  void let_keepers_finish();
  void end_keepers();
  void kill_once();
  void chase();
  std::vector<Leftover> found_for_sure();
  void kill_all();
  void finish(size_t tree);

  std::vector<Left> left_;
  LeftoverSearch search_;
  const BootTime begin_ = Boottime::now();
  const BootTime deadline_;
  const Seconds bound_;
};

std::vector<Left> left_of(const std::vector<LeftTree>& trees) {
  const std::string boot = boot_id();
  std::vector<Left> all;
  for (const LeftTree& tree : trees) {
    Left left{.record = {.tree = tree.identity.tree}};
    if (tree.identity.boot_id.empty() || tree.identity.boot_id != boot) {
      left.record.method = "machine restarted";
    } else {
      left.keeper = held_keeper(tree.identity);
      left.cgroups = held_cgroups(tree);
      left.mark = {.run_id = tree.run_id,
                   .keeper_start_ticks = tree.identity.keeper_start_ticks,
                   .keeper = left.keeper.valid() ? tree.identity.keeper_pid : 0};
    }
    all.push_back(std::move(left));
  }
  return all;
}

std::vector<TreeMark> marks_of(const std::vector<Left>& all) {
  std::vector<TreeMark> marks;
  for (const Left& left : all) {
    marks.push_back(left.mark);
    for (const Cgroup& cgroup : left.cgroups) marks.back().cgroups.push_back(&cgroup);
  }
  return marks;
}

Reaper::Reaper(const std::vector<LeftTree>& trees, Seconds bound)
    : left_(left_of(trees)), search_(marks_of(left_)), deadline_(in(bound)), bound_(bound) {}

bool Reaper::something_to_do() const {
  return std::ranges::any_of(left_, [](const Left& left) { return left.record.method.empty(); });
}

void Reaper::note(const std::vector<Leftover>& found, std::set<pid_t> Left::*into) {
  for (const Leftover& leftover : found) {
    Left& left = left_[leftover.tree];
    left.seen.insert(leftover.process.pid);
    (left.*into).insert(leftover.process.pid);
  }
}

bool is_populated(const Left& left) {
  return std::ranges::any_of(left.cgroups, [](const Cgroup& it) { return it.populated(); });
}

bool Reaper::cgroups_populated() const {
  return std::ranges::any_of(left_, is_populated);
}

// A keeper kills at once when its program is gone.
void Reaper::let_keepers_finish() {
  const BootTime patience = in(std::min(kKeeperPatience, bound_ / 2));
  for (size_t tree = 0; tree < left_.size(); ++tree) {
    UniqueFd& keeper = left_[tree].keeper;
    if (!keeper.valid()) continue;
    left_[tree].record.method = "its keeper";
    pollfd ended[] = {{.fd = keeper.get(), .events = POLLIN, .revents = 0}};
    if (poll_until(ended, patience) > 0) {
      keeper.reset();
      search_.forget_keeper(tree);
    } else {
      send_signal(keeper.get(), SIGSTOP);
    }
  }
}

// Only once nothing is left below them, for what they kept is found through them.
void Reaper::end_keepers() {
  const BootTime patience = in(kKeeperEnds);
  for (size_t tree = 0; tree < left_.size(); ++tree) {
    UniqueFd& keeper = left_[tree].keeper;
    if (!keeper.valid()) continue;
    send_signal(keeper.get(), SIGKILL);
    pollfd ended[] = {{.fd = keeper.get(), .events = POLLIN, .revents = 0}};
    poll_until(ended, patience);
    keeper.reset();
    search_.forget_keeper(tree);
  }
}

void Reaper::kill_once() {
  for (const Left& left : left_) {
    for (const Cgroup& cgroup : left.cgroups) {
      if (cgroup.populated()) (void)cgroup.kill();
    }
  }
  stop_and_kill([this] {
    const std::vector<Leftover> found = search_.find();
    note(found, &Left::killed);
    std::vector<ProcessStat> processes;
    for (const Leftover& leftover : found) processes.push_back(leftover.process);
    return processes;
  });
}

// For what forks away faster than all of /proc can be read: whoever took over from one that has
// just gone has one of the newest pids.
void Reaper::chase() {
  std::optional<pid_t> before;
  for (int look = 0; look < kChaseLooks; ++look) {
    const std::optional<pid_t> newest = newest_pid();
    if (!newest || newest == before) return;
    for (pid_t pid = *newest; pid > std::max(before.value_or(0), *newest - kChased); --pid) {
      const std::optional<Leftover> leftover = search_.look_at(pid);
      if (leftover && !signal_each({leftover->process}, {SIGKILL}).empty()) {
        note({*leftover}, &Left::killed);
      }
    }
    before = newest;
  }
}

std::vector<Leftover> Reaper::found_for_sure() {
  std::vector<Leftover> found = search_.find();
  for (int doubt = 0; doubt < kDoubts && found.empty() && search_.in_doubt(); ++doubt) {
    poll_until({}, Boottime::now() + milliseconds(1));
    found = search_.find();
  }
  return found;
}

void Reaper::kill_all() {
  Boottime::duration pause = milliseconds(1);
  while (true) {
    const std::vector<Leftover> found = found_for_sure();
    note(found, &Left::killed);
    reap_adopted();
    if (found.empty() && !cgroups_populated()) break;
    kill_once();
    chase();
    if (Boottime::now() >= deadline_) break;
    poll_until({}, Boottime::now() + pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::string means_of(const Left& left) {
  if (left.cgroups.empty()) return "environment sweep";
  const bool freezer = left.cgroups.front().place().kind == CgroupKind::freezer;
  return method_name(freezer ? TreeMethod::freezer : TreeMethod::cgroup);
}

void Reaper::finish(size_t tree) {
  Left& left = left_[tree];
  StopRecord& record = left.record;
  if (record.method == "machine restarted") return;
  const bool populated = is_populated(left);
  for (const Cgroup& cgroup : left.cgroups) {
    if (!cgroup.populated()) (void)cgroup.remove();
  }
  record.seen = static_cast<int>(left.seen.size());
  std::vector<ProcessStat> survivors;
  for (const Leftover& leftover : search_.find()) {
    if (leftover.tree != tree) continue;
    survivors.push_back(leftover.process);
    left.killed.erase(leftover.process.pid);
  }
  record.killed = static_cast<int>(left.killed.size());
  record.survivors = std::max(static_cast<int>(survivors.size()), populated ? 1 : 0);
  record.survivor_processes = described_survivors(survivors);
  if (record.killed > 0) record.method = means_of(left);
  if (record.method.empty()) record.method = "nothing was left";
  record.took = Boottime::now() - begin_;
}

std::vector<StopRecord> Reaper::run() {
  if (something_to_do()) {
    note(search_.find(), &Left::seen);
    let_keepers_finish();
    kill_all();
    end_keepers();
    kill_all();
    for (size_t tree = 0; tree < left_.size(); ++tree) finish(tree);
  }
  std::vector<StopRecord> records;
  for (Left& left : left_) records.push_back(std::move(left.record));
  return records;
}

}  // namespace

std::vector<StopRecord> reap_leftovers(const std::vector<LeftTree>& trees, Seconds bound) {
  return Reaper(trees, bound).run();
}

}  // namespace mutation
