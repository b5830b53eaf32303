#include "keeper/leftover_search.h"

#include <unistd.h>

#include <algorithm>
#include <unordered_set>

#include "os/subreaper.h"

namespace mutation {
namespace {

// Deeper than any real tree; ends a walk that races with reparenting.
constexpr int kDeepestTree = 10000;
// Its children are the kernel's threads.
constexpr pid_t kKernelThreads = 2;

bool is_dead(const ProcessStat& process) {
  return process.state == 'Z' || process.state == 'X';
}

bool has_entry(const std::string& environment, const std::string& entry) {
  const std::string wanted = entry + '\0';
  for (size_t at = environment.find(wanted); at != std::string::npos;
       at = environment.find(wanted, at + 1)) {
    if (at == 0 || environment[at - 1] == '\0') return true;
  }
  return false;
}

}  // namespace

struct LeftoverSearch::Pass {
  std::vector<ProcessStat> processes;
  std::unordered_map<pid_t, const ProcessStat*> by_pid;
  std::unordered_multimap<pid_t, const ProcessStat*> children;
  std::unordered_set<pid_t> untouchable;  // this process, its ancestors, its own children's trees
  std::unordered_map<pid_t, size_t> owners;

  Pass() : processes(all_processes()) {
    for (const ProcessStat& process : processes) {
      by_pid.emplace(process.pid, &process);
      children.emplace(process.parent, &process);
    }
    pid_t pid = getpid();
    for (int depth = 0; depth < kDeepestTree && pid > 0; ++depth) {
      untouchable.insert(pid);
      const auto found = by_pid.find(pid);
      pid = found == by_pid.end() ? 0 : found->second->parent;
    }
    for (const ProcessStat& process : descendants_of(getpid(), processes)) {
      untouchable.insert(process.pid);
    }
    for (const ProcessStat& process : adopted_among(processes)) untouchable.erase(process.pid);
  }

  bool may_be_taken(const ProcessStat& process) const {
    return !is_dead(process) && !untouchable.contains(process.pid) && !owners.contains(process.pid);
  }
};

// Of several trees of that run the one whose keeper is the youngest that is no younger than the
// process.
std::optional<size_t> LeftoverSearch::by_environment(const ProcessStat& process) {
  const auto is_old_enough = [&](const TreeMark& mark) {
    return !mark.run_id.empty() && process.start_ticks >= mark.keeper_start_ticks;
  };
  if (std::ranges::none_of(marks_, is_old_enough)) return std::nullopt;
  const std::optional<std::string> environment = environment_of_process(process.pid);
  if (!environment) return std::nullopt;
  if (environment->empty() && process.parent != kKernelThreads) in_doubt_ = true;
  std::optional<size_t> best;
  for (size_t tree = 0; tree < marks_.size(); ++tree) {
    const TreeMark& mark = marks_[tree];
    if (!is_old_enough(mark)) continue;
    if (best && marks_[*best].keeper_start_ticks >= mark.keeper_start_ticks) continue;
    if (has_entry(*environment, "MUTATION_RUN_ID=" + mark.run_id)) best = tree;
  }
  return best;
}

void LeftoverSearch::take_by_environment(Pass* pass) {
  for (const ProcessStat& process : pass->processes) {
    if (!pass->may_be_taken(process)) continue;
    const bool is_keeper = std::ranges::any_of(
        marks_, [&](const TreeMark& mark) { return mark.keeper == process.pid; });
    if (is_keeper) continue;
    const auto known = known_.find({process.pid, process.start_ticks});
    const std::optional<size_t> tree =
        known == known_.end() ? by_environment(process) : std::optional<size_t>(known->second);
    if (tree) pass->owners.emplace(process.pid, *tree);
  }
}

void LeftoverSearch::take_cgroups(Pass* pass) {
  for (size_t tree = 0; tree < marks_.size(); ++tree) {
    for (const Cgroup* cgroup : marks_[tree].cgroups) {
      for (const pid_t pid : cgroup->processes()) {
        const auto found = pass->by_pid.find(pid);
        if (found != pass->by_pid.end() && pass->may_be_taken(*found->second)) {
          pass->owners.emplace(pid, tree);
        }
      }
    }
  }
}

void LeftoverSearch::take_descendants(Pass* pass) {
  std::vector<std::pair<pid_t, size_t>> pending(pass->owners.begin(), pass->owners.end());
  for (size_t tree = 0; tree < marks_.size(); ++tree) {
    if (marks_[tree].keeper != 0) pending.emplace_back(marks_[tree].keeper, tree);
  }
  while (!pending.empty()) {
    const auto [parent, tree] = pending.back();
    pending.pop_back();
    const auto [first, last] = pass->children.equal_range(parent);
    for (auto child = first; child != last; ++child) {
      if (!pass->may_be_taken(*child->second)) continue;
      pass->owners.emplace(child->second->pid, tree);
      pending.emplace_back(child->second->pid, tree);
    }
  }
}

// A session can be entered by birth only: where it began in the tree, all in it are the tree's. It
// did not where its leader lives elsewhere, or somebody in it is older than the keeper.
bool LeftoverSearch::take_sessions(Pass* pass) {
  std::unordered_map<pid_t, size_t> sessions;
  for (const auto& [pid, tree] : pass->owners) {
    sessions.emplace(pass->by_pid.at(pid)->session, tree);
  }
  std::unordered_set<pid_t> foreign = {0};
  for (const ProcessStat& process : pass->processes) {
    const auto session = sessions.find(process.session);
    if (session == sessions.end()) continue;
    const std::uint64_t oldest = marks_[session->second].keeper_start_ticks;
    const bool leads = process.pid == process.session;
    const bool ours = pass->owners.contains(process.pid);
    const bool foreign_leader = leads && !ours && !is_dead(process);
    if (oldest == 0 || process.start_ticks < oldest || foreign_leader ||
        pass->untouchable.contains(process.pid)) {
      foreign.insert(process.session);
    }
  }
  bool took = false;
  for (const ProcessStat& process : pass->processes) {
    const auto session = sessions.find(process.session);
    if (session == sessions.end() || foreign.contains(process.session)) continue;
    sessions_.insert(*session);
    if (!pass->may_be_taken(process)) continue;
    pass->owners.emplace(process.pid, session->second);
    took = true;
  }
  return took;
}

std::optional<Leftover> LeftoverSearch::look_at(pid_t pid) {
  const std::optional<ProcessStat> process = read_process(pid);
  if (!process || is_dead(*process)) return std::nullopt;
  std::optional<size_t> tree = by_environment(*process);
  const auto session = sessions_.find(process->session);
  if (!tree && session != sessions_.end()) tree = session->second;
  if (!tree) return std::nullopt;
  return Leftover{.process = *process, .tree = *tree};
}

std::vector<Leftover> LeftoverSearch::find() {
  in_doubt_ = false;
  Pass pass;
  take_by_environment(&pass);
  take_cgroups(&pass);
  do {
    take_descendants(&pass);
  } while (take_sessions(&pass));
  std::vector<Leftover> found;
  for (const auto& [pid, tree] : pass.owners) {
    const ProcessStat& process = *pass.by_pid.at(pid);
    known_.emplace(Identity{pid, process.start_ticks}, tree);
    found.push_back({.process = process, .tree = tree});
  }
  return found;
}

}  // namespace mutation
