#include "keeper/sweep.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "model/run_record.h"
#include "os/pidfd.h"

namespace mutation {
namespace {

constexpr int kStopPasses = 20;

bool send_all(const std::vector<int>& signals, const std::function<bool(int)>& send) {
  bool reached = false;
  for (const int signal : signals) reached = send(signal) || reached;
  return reached;
}

bool signal_one(const ProcessStat& process, const std::vector<int>& signals) {
  // A child's pid cannot become another's before it is reaped.
  if (process.parent == getpid()) {
    return send_all(signals, [&](int signal) { return ::kill(process.pid, signal) == 0; });
  }
  const std::optional<UniqueFd> pidfd = open_pidfd(process.pid);
  if (!pidfd) return false;
  const std::optional<ProcessStat> now = read_process(process.pid);
  if (!now || now->start_ticks != process.start_ticks) return false;
  return send_all(signals, [&](int signal) { return send_signal(pidfd->get(), signal) == 0; });
}

const char* in_words(char state) {
  switch (state) {
    case 'R':
      return "running";
    case 'S':
      return "in sleep";
    case 'D':
      return "in uninterruptible sleep";
    case 'T':
      return "stopped";
    case 't':
      return "stopped by a tracer";
    case 'Z':
      return "dead, a thread of it alive";
    default:
      return "in state";
  }
}

}  // namespace

std::set<pid_t> signal_each(const std::vector<ProcessStat>& processes,
                            const std::vector<int>& signals) {
  std::set<pid_t> reached;
  for (const ProcessStat& process : processes) {
    if (signal_one(process, signals)) reached.insert(process.pid);
  }
  return reached;
}

std::set<pid_t> stop_and_kill(const ListProcesses& list) {
  std::set<pid_t> tried;
  std::vector<ProcessStat> listed;
  for (int pass = 0; pass < kStopPasses; ++pass) {
    listed = list();
    std::vector<ProcessStat> fresh = listed;
    std::erase_if(fresh, [&](const ProcessStat& it) { return tried.contains(it.pid); });
    if (fresh.empty()) break;
    signal_each(fresh, {SIGSTOP});
    for (const ProcessStat& process : fresh) tried.insert(process.pid);
  }
  return signal_each(listed, {SIGKILL});
}

std::string described_survivor(const ProcessStat& process) {
  std::string text = std::to_string(process.pid) + " (" + process.name + ") " +
                     in_words(process.state) + " (" + process.state + ")";
  struct stat owner {};
  const bool known = ::stat(("/proc/" + std::to_string(process.pid)).c_str(), &owner) == 0;
  if (known && owner.st_uid != geteuid()) text += ", of user " + std::to_string(owner.st_uid);
  return text;
}

std::vector<std::string> described_survivors(const std::vector<ProcessStat>& processes) {
  std::vector<std::string> texts;
  for (const ProcessStat& process : processes) {
    if (texts.size() == kMostSurvivorsNamed) break;
    texts.push_back(described_survivor(process));
  }
  return texts;
}

}  // namespace mutation
