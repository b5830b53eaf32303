#include "keeper/sweep.h"

#include <signal.h>

#include <algorithm>
#include <span>
#include <utility>

#include "os/pidfd.h"

namespace mutation {
namespace {

// Far below the usual limit of 1024 descriptors.
constexpr size_t kHeldAtOnce = 256;
constexpr int kStopPasses = 20;

void signal_some(std::span<const pid_t> pids, const ListProcesses& list,
                 const std::vector<int>& signals, std::set<pid_t>* reached) {
  std::vector<std::pair<pid_t, UniqueFd>> held;
  for (const pid_t pid : pids) {
    if (auto pidfd = open_pidfd(pid)) held.emplace_back(pid, std::move(*pidfd));
  }
  if (held.empty()) return;
  const std::vector<pid_t> listed = list();
  const std::set<pid_t> still_there(listed.begin(), listed.end());
  for (const auto& [pid, pidfd] : held) {
    if (!still_there.contains(pid)) continue;
    for (const int signal : signals) {
      if (send_signal(pidfd.get(), signal) == 0) reached->insert(pid);
    }
  }
}

std::set<pid_t> signal_these(const std::vector<pid_t>& pids, const ListProcesses& list,
                             const std::vector<int>& signals) {
  std::set<pid_t> reached;
  const std::span<const pid_t> all(pids);
  for (size_t first = 0; first < all.size(); first += kHeldAtOnce) {
    signal_some(all.subspan(first, std::min(kHeldAtOnce, all.size() - first)), list, signals,
                &reached);
  }
  return reached;
}

}  // namespace

std::set<pid_t> signal_each(const ListProcesses& list, const std::vector<int>& signals) {
  return signal_these(list(), list, signals);
}

std::set<pid_t> stop_and_kill(const ListProcesses& list) {
  std::set<pid_t> stopped;
  for (int pass = 0; pass < kStopPasses; ++pass) {
    std::vector<pid_t> fresh = list();
    std::erase_if(fresh, [&](pid_t pid) { return stopped.contains(pid); });
    if (fresh.empty()) break;
    stopped.merge(signal_these(fresh, list, {SIGSTOP}));
  }
  return signal_each(list, {SIGKILL});
}

}  // namespace mutation
