#include "os/procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <ranges>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "base/unique_fd.h"
#include "os/file.h"

namespace mutation {
namespace {

// Enough for every line of stat: 52 numbers and a name.
constexpr size_t kLongestStat = 2048;

// How long all_processes() runs after those that were born meanwhile.
constexpr int kCatchUpRounds = 20;
constexpr pid_t kCatchUpFarthest = 2000;

template <typename Number>
Number number(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Cuts the first of fields that one blank each parts off `rest`.
std::string_view next_field(std::string_view* rest) {
  const size_t end = std::min(rest->find(' '), rest->size());
  const std::string_view field = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return field;
}

void skip_fields(std::string_view* rest, int count) {
  while (count-- > 0) next_field(rest);
}

}  // namespace

// The fields after the name are counted from the last ')': a name may hold anything, also ") R 1".
std::optional<ProcessStat> parse_process_stat(std::string_view line) {
  const size_t open = line.find('(');
  const size_t close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  static const double ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessStat stat;
  stat.pid = number<pid_t>(line.substr(0, line.find(' ')));
  stat.name = line.substr(open + 1, close - open - 1);
  std::string_view rest = line.substr(std::min(close + 2, line.size()));
  const std::string_view state = next_field(&rest);
  stat.state = state.empty() ? '?' : state.front();
  stat.parent = number<pid_t>(next_field(&rest));
  skip_fields(&rest, 1);
  stat.session = number<pid_t>(next_field(&rest));
  skip_fields(&rest, 7);
  const auto next_two = [&] {
    const auto user = static_cast<double>(number<std::uint64_t>(next_field(&rest)));
    const auto system = static_cast<double>(number<std::uint64_t>(next_field(&rest)));
    return Seconds((user + system) / ticks_a_second);
  };
  stat.cpu_time = next_two();
  stat.children_cpu_time = next_two();
  skip_fields(&rest, 4);
  const std::string_view start = next_field(&rest);
  if (start.empty() || stat.pid <= 0) return std::nullopt;
  stat.start_ticks = number<std::uint64_t>(start);
  return stat;
}

namespace {

// `path`: "stat" files, from the directory. One read gives all of it.
std::optional<ProcessStat> read_stat(int directory, const char* path) {
  const UniqueFd fd(openat(directory, path, O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return std::nullopt;
  char buffer[kLongestStat];
  ssize_t got = 0;
  do {
    got = read(fd.get(), buffer, sizeof buffer);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  return parse_process_stat({buffer, static_cast<size_t>(got)});
}

std::vector<pid_t> pids_in(DIR* proc) {
  std::vector<pid_t> pids;
  while (const dirent* entry = readdir(proc)) {
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
      pids.push_back(number<pid_t>(entry->d_name));
    }
  }
  std::ranges::sort(pids);
  return pids;
}

// /proc shows threads under their ids, too, though it does not list them.
bool is_process(pid_t pid) {
  return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))).valid();
}

void read_into(std::vector<ProcessStat>* found, int proc, pid_t pid) {
  char path[32];
  char* const end = std::to_chars(path, path + 16, pid).ptr;
  std::copy_n("/stat", 6, end);
  if (auto process = read_stat(proc, path)) found->push_back(std::move(*process));
}

}  // namespace

std::optional<ProcessStat> read_process(pid_t pid) {
  return read_stat(AT_FDCWD, ("/proc/" + std::to_string(pid) + "/stat").c_str());
}

std::optional<std::string> environment_of_process(pid_t pid) {
  Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/environ");
  return text ? std::optional<std::string>(std::move(*text)) : std::nullopt;
}

std::optional<pid_t> newest_pid() {
  const Result<std::string> text = read_file("/proc/loadavg");
  if (!text) return std::nullopt;
  const std::vector<std::string> fields = words(*text);
  if (fields.size() < 5) return std::nullopt;
  return number<pid_t>(fields[4]);
}

// The newest first: among them are those that may be gone in a moment.
std::vector<ProcessStat> all_processes() {
  std::vector<ProcessStat> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  if (!proc) return found;
  std::optional<pid_t> newest = newest_pid();
  const std::vector<pid_t> listed = pids_in(proc.get());
  for (const pid_t pid : std::views::reverse(listed)) read_into(&found, dirfd(proc.get()), pid);
  // Who was born meanwhile has one of the pids since then.
  for (int round = 0; newest && round < kCatchUpRounds; ++round) {
    const std::optional<pid_t> now = newest_pid();
    if (!now || *now <= *newest || *now - *newest > kCatchUpFarthest) break;
    for (pid_t pid = *now; pid > *newest; --pid) {
      const bool is_new = !std::ranges::binary_search(listed, pid);
      if (is_new && is_process(pid)) read_into(&found, dirfd(proc.get()), pid);
    }
    newest = now;
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
