#include "run/compute_processes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "os/procfs.h"

namespace mutation {
namespace {

std::vector<ComputeProcess> listed(const Observations& observations, int gpu) {
  if (!observations.instrumentation().processes_untrusted.empty()) return {};
  const ComputeProcesses* const list = observations.processes(gpu);
  return list ? list->processes : std::vector<ComputeProcess>{};
}

bool is_dead(pid_t pid) {
  const auto known = read_process(pid);
  return !known || known->state == 'Z' || known->state == 'X';
}

}  // namespace

std::string describe(const ComputeProcess& process) {
  const auto known = read_process(process.pid);
  std::string text = fmt::format("pid {} ({})", process.pid, known ? known->name : "not in /proc");
  if (process.memory_bytes) {
    text += fmt::format(", {:.0f} MiB", double(*process.memory_bytes) / (1 << 20));
  }
  return text;
}

std::string computing_on(const Observations& observations, const std::vector<int>& gpus) {
  std::vector<std::string> descriptions;
  for (const int gpu : gpus) {
    for (const ComputeProcess& process : listed(observations, gpu)) {
      descriptions.push_back(describe(process));
    }
  }
  return joined(descriptions, "; ");
}

std::string own_process_on(const Observations& observations, const std::vector<int>& gpus,
                           const Tree& tree) {
  for (const int gpu : gpus) {
    for (const ComputeProcess& process : listed(observations, gpu)) {
      if (tree.contains(process.pid)) return describe(process);
    }
  }
  return {};
}

DeadContexts contexts_of_dead_processes(const Observations& observations,
                                        const std::vector<int>& gpus, MonotonicTime since) {
  DeadContexts found;
  for (const int gpu : gpus) {
    const ComputeProcesses* const list = observations.processes(gpu);
    if (!list || !observations.instrumentation().processes_untrusted.empty()) continue;
    found.any_list = true;
    if (list->at < since) {
      found.up_to_date = false;
      continue;
    }
    std::ranges::copy_if(list->processes, std::back_inserter(found.processes),
                         [](const ComputeProcess& process) { return is_dead(process.pid); });
  }
  return found;
}

bool StrangerWatch::is_known_stranger(pid_t pid) const {
  const auto known = ours_.find(pid);
  return known != ours_.end() && !known->second;
}

std::vector<std::string> StrangerWatch::look(const Observations& observations,
                                             const std::vector<Tree*>& own) {
  std::vector<std::string> fresh;
  for (const int gpu : gpus_) {
    const ComputeProcesses* const list = observations.processes(gpu);
    if (!list || looked_at_[gpu] == list->at) continue;
    looked_at_[gpu] = list->at;
    for (const ComputeProcess& process : listed(observations, gpu)) {
      const auto [known, is_new] = ours_.try_emplace(process.pid, false);
      if (!is_new) continue;
      known->second = is_ours(process.pid, own);
      if (!known->second) fresh.push_back(describe(process));
    }
  }
  seen_.insert(seen_.end(), fresh.begin(), fresh.end());
  return fresh;
}

bool StrangerWatch::is_ours(pid_t pid, const std::vector<Tree*>& own) const {
  if (std::ranges::any_of(own, [&](const Tree* tree) { return tree->contains(pid); })) return true;
  // One that ended between the list and this look was most likely a training's short-lived child; a
  // stranger that computes for less than a second changes no figure.
  return !read_process(pid).has_value();
}

}  // namespace mutation
