// One pass over /proc/<pid>/stat, then down from this process.
#include "fakes/nvml/tree_load.h"

#include <dirent.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace fake_nvml {
namespace {

constexpr const char* kKeeperName = "mutation-keeper";
constexpr double kShortest = 0.1;  // s

struct Entry {
  TreeProcess process;
  pid_t parent = 0;
  bool counts = false;
};

bool read_entry(pid_t pid, Entry& entry) {
  FILE* const file = std::fopen(("/proc/" + std::to_string(pid) + "/stat").c_str(), "re");
  if (!file) return false;
  char line[1024] = {};
  const size_t length = std::fread(line, 1, sizeof(line) - 1, file);
  std::fclose(file);
  char* const name_end = std::strrchr(line, ')');
  char* const name = std::strchr(line, '(');
  if (length == 0 || !name || !name_end) return false;
  char state = '?';
  int parent = 0;
  unsigned long user = 0;
  unsigned long system = 0;
  if (std::sscanf(name_end + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &state,
                  &parent, &user, &system) != 4)
    return false;
  const double ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  entry.process = {pid, static_cast<double>(user + system) / ticks_a_second};
  entry.parent = parent;
  entry.counts = state != 'Z' && std::string(name + 1, name_end) != kKeeperName;
  return true;
}

double monotonic_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

int usable_cpus() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  return sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? std::max(1, CPU_COUNT(&cpus)) : 1;
}

}  // namespace

std::vector<TreeProcess> tree_of_caller() {
  std::multimap<pid_t, Entry> by_parent;
  DIR* const proc = opendir("/proc");
  if (!proc) return {};
  while (const dirent* name = readdir(proc)) {
    Entry entry;
    const int pid = std::atoi(name->d_name);
    if (pid > 0 && read_entry(pid, entry)) by_parent.emplace(entry.parent, entry);
  }
  closedir(proc);
  std::vector<TreeProcess> tree;
  std::vector<pid_t> pending = {getpid()};
  while (!pending.empty()) {
    const auto [first, last] = by_parent.equal_range(pending.back());
    pending.pop_back();
    for (auto child = first; child != last; ++child) {
      pending.push_back(child->second.process.pid);
      if (child->second.counts) tree.push_back(child->second.process);
    }
  }
  return tree;
}

double TreeLoad::update() {
  const double now = monotonic_seconds();
  if (last_time_ > 0 && now - last_time_ < kShortest) return last_load_;
  std::map<pid_t, double> used;
  double sum = 0;
  for (const TreeProcess& process : tree_of_caller()) {
    used[process.pid] = process.cpu_seconds;
    const auto before = used_.find(process.pid);
    sum += std::max(0.0, process.cpu_seconds - (before == used_.end() ? 0 : before->second));
  }
  last_load_ = last_time_ > 0 ? std::min(1.0, sum / (now - last_time_) / usable_cpus()) : 0;
  used_ = std::move(used);
  last_time_ = now;
  return last_load_;
}

}  // namespace fake_nvml
