#include "run/compute_processes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "os/procfs.h"

namespace mutation {
namespace {

bool is_dead(pid_t pid) {
  const auto known = read_process(pid);
  return !known || known->state == 'Z' || known->state == 'X';
}

}  // namespace

const ComputeProcesses* trusted_list(const Observations& observations, int gpu) {
  if (!observations.instrumentation().processes_untrusted.empty()) return nullptr;
  return observations.processes(gpu);
}

std::string describe(const ComputeProcess& process, const std::string& name) {
  std::string text = fmt::format("pid {} ({})", process.pid, name.empty() ? "not in /proc" : name);
  if (process.memory_bytes) {
    text += fmt::format(", {:.0f} MiB", double(*process.memory_bytes) / (1 << 20));
  }
  return text;
}

std::string describe(const ComputeProcess& process) {
  const auto known = read_process(process.pid);
  return describe(process, known ? known->name : "");
}

std::string computing_on(const Observations& observations, const std::vector<int>& gpus) {
  std::vector<std::string> descriptions;
  for (const int gpu : gpus) {
    const ComputeProcesses* const list = trusted_list(observations, gpu);
    if (!list) continue;
    for (const ComputeProcess& process : list->processes) {
      descriptions.push_back(describe(process));
    }
  }
  return joined(descriptions, "; ");
}

DeadContexts contexts_of_dead_processes(const Observations& observations,
                                        const std::vector<int>& gpus, MonotonicTime since) {
  DeadContexts found;
  for (const int gpu : gpus) {
    const ComputeProcesses* const list = trusted_list(observations, gpu);
    if (!list) continue;
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

}  // namespace mutation
