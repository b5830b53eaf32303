#include "run/process_watch.h"

#include <algorithm>

#include "os/procfs.h"
#include "run/compute_processes.h"

namespace mutation {

std::vector<StrangerRecord> ProcessWatch::look(const Instant& now, const Observations& observations,
                                               const OwnTrees& own) {
  Look look;
  std::vector<std::pair<int, const ComputeProcesses*>> lists;
  for (const int gpu : gpus_) {
    const ComputeProcesses* const list = trusted_list(observations, gpu);
    if (!list) continue;
    lists.emplace_back(gpu, list);
    const bool is_new = std::exchange(looked_at_[gpu], list->at) != list->at;
    look.any_new |= is_new;
    look.counts |= is_new && list->at >= count_from_;
  }
  has_lists_ = !lists.empty();
  if (!has_lists_) background_process_.clear();
  if (!look.any_new) return {};
  background_process_.clear();
  for (const auto& [gpu, list] : lists) take_list(gpu, *list, now, own, look);
  // A pid that is gone may come again as another process's.
  std::erase_if(known_, [&](const auto& it) { return !look.listed.contains(it.first); });
  if (!look.counts) return std::move(look.fresh);
  ++counts_.looks;
  counts_.background_loads += look.background_loads ? 1 : 0;
  counts_.looks_with_utilization += look.has_utilization ? 1 : 0;
  counts_.foreground_utilization += look.foreground_utilization;
  counts_.all_utilization += look.all_utilization;
  return std::move(look.fresh);
}

void ProcessWatch::take_list(int gpu, const ComputeProcesses& list, const Instant& now,
                             const OwnTrees& own, Look& look) {
  const bool told = std::ranges::any_of(
      list.processes, [](const ComputeProcess& it) { return it.utilization_percent.has_value(); });
  if (told) tell_utilization_.insert(gpu);
  look.has_utilization |= told;
  for (const ComputeProcess& process : list.processes) {
    const Known& known = know(process, now, own, look);
    // NVML tells the utilisation only of those that were not idle.
    // [nvmlDeviceGetProcessUtilization]
    const double utilization = process.utilization_percent.value_or(0);
    look.all_utilization += utilization;
    if (known.owner == Owner::foreground) look.foreground_utilization += utilization;
    if (known.owner != Owner::background) continue;
    background_process_ = describe(process, known.name);
    look.background_loads |= !tell_utilization_.contains(gpu) || utilization >= kLoadingUtilization;
  }
}

ProcessWatch::Known& ProcessWatch::know(const ComputeProcess& process, const Instant& now,
                                        const OwnTrees& own, Look& look) {
  look.listed.insert(process.pid);
  const auto [it, is_new] = known_.try_emplace(process.pid);
  Known& known = it->second;
  if (is_new) {
    const auto found = read_process(process.pid);
    if (found) known.name = found->name;
    if (own.foreground && own.foreground->contains(process.pid)) {
      known.owner = Owner::foreground;
    } else if (own.background && own.background->contains(process.pid)) {
      known.owner = Owner::background;
    } else {
      // One that ended between the list and this look was most likely a training's short-lived
      // child; a stranger that computes for less than a second changes no figure.
      known.owner = found ? Owner::stranger : Owner::gone;
    }
  }
  if (known.owner == Owner::stranger) note_stranger(known, process, now, look);
  return known;
}

void ProcessWatch::note_stranger(Known& known, const ComputeProcess& process, const Instant& now,
                                 Look& look) {
  if (known.record >= strangers_.size()) {
    // On another GPU, or gone for a while, it is the same.
    const auto same = std::ranges::find_if(strangers_, [&](const StrangerRecord& stranger) {
      return stranger.pid == process.pid && stranger.name == known.name;
    });
    known.record = size_t(same - strangers_.begin());
    if (same == strangers_.end()) {
      const StrangerRecord record{process.pid, known.name, process.memory_bytes, now, now};
      look.fresh.push_back(record);
      if (strangers_.size() < kMostStrangers) {
        strangers_.push_back(record);
      } else {
        ++strangers_left_out_;
      }
    }
  }
  if (known.record >= strangers_.size()) return;
  StrangerRecord& record = strangers_[known.record];
  record.last_seen = now;
  if (process.memory_bytes) {
    record.memory_bytes = std::max(record.memory_bytes.value_or(0), *process.memory_bytes);
  }
}

bool ProcessWatch::is_stranger(pid_t pid) const {
  const auto known = known_.find(pid);
  return known != known_.end() && known->second.owner == Owner::stranger;
}

}  // namespace mutation
