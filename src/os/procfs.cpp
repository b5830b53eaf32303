#include "os/procfs.h"

#include <dirent.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

template <typename Number>
Number number(const std::string& text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The fields after the name are counted from the last ')': a name may hold anything, also ") R 1".
std::optional<ProcessStat> parse_stat(const std::string& line) {
  const size_t open = line.find('(');
  const size_t close = line.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  const std::vector<std::string> fields = words(std::string_view(line).substr(close + 1));
  if (fields.size() < 20) return std::nullopt;
  static const double ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double ticks = number<double>(fields[11]) + number<double>(fields[12]);
  return ProcessStat{.pid = number<pid_t>(line.substr(0, open - 1)),
                     .name = line.substr(open + 1, close - open - 1),
                     .state = fields[0].front(),
                     .parent = number<pid_t>(fields[1]),
                     .session = number<pid_t>(fields[3]),
                     .start_ticks = number<std::uint64_t>(fields[19]),
                     .cpu_time = Seconds(ticks / ticks_a_second)};
}

}  // namespace

std::optional<ProcessStat> read_process(pid_t pid) {
  const Result<std::string> line = read_file("/proc/" + std::to_string(pid) + "/stat");
  return line ? parse_stat(*line) : std::nullopt;
}

std::vector<ProcessStat> all_processes() {
  std::vector<ProcessStat> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  if (!proc) return found;
  while (const dirent* entry = readdir(proc.get())) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    if (auto process = read_process(number<pid_t>(entry->d_name))) found.push_back(*process);
  }
  return found;
}

std::vector<ProcessStat> descendants_of(pid_t root) {
  return descendants_of(root, all_processes());
}

std::vector<ProcessStat> descendants_of(pid_t root, const std::vector<ProcessStat>& processes) {
  std::unordered_multimap<pid_t, const ProcessStat*> children;
  for (const ProcessStat& process : processes) children.emplace(process.parent, &process);
  std::vector<ProcessStat> found;
  std::vector<pid_t> pending = {root};
  std::unordered_set<pid_t> seen = {root};
  while (!pending.empty()) {
    const auto [first, last] = children.equal_range(pending.back());
    pending.pop_back();
    for (auto child = first; child != last; ++child) {
      if (!seen.insert(child->second->pid).second) continue;
      found.push_back(*child->second);
      pending.push_back(child->second->pid);
    }
  }
  return found;
}

std::string boot_id() {
  const Result<std::string> text = read_file("/proc/sys/kernel/random/boot_id");
  return text ? std::string(trimmed(*text)) : std::string();
}

}  // namespace mutation
