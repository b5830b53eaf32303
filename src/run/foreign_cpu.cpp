#include "run/foreign_cpu.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>

#include "base/text.h"
#include "measure/cpu_times.h"
#include "measure/root.h"
#include "os/file.h"
#include "os/procfs.h"

namespace mutation {
namespace {

constexpr const char* kProc = "/proc";
constexpr const char* kProcStat = "/proc/stat";
constexpr const char* kCpuStat = "/cpu.stat";

// What counting in ticks may be off by: this much for each CPU, since two looks cut ticks off …
constexpr Seconds kTickError{0.02};
// … and this share of what was used: the time of all CPUs is sampled once a tick, that of processes
// is counted exactly.
constexpr double kSamplingError = 0.02;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The newest first, so that the time of a child that ends meanwhile is found with its parent.
std::vector<ProcessStat> processes_under(const std::string& root) {
  std::vector<pid_t> pids;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(under(root, kProc), error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto pid = number(entry->path().filename().native())) pids.push_back(pid_t(*pid));
  }
  std::ranges::sort(pids, std::greater());
  std::vector<ProcessStat> processes;
  for (const pid_t pid : pids) {
    const auto text = read_file(under(root, fmt::format("{}/{}/stat", kProc, pid)));
    if (!text) continue;
    if (auto process = parse_process_stat(*text)) processes.push_back(std::move(*process));
  }
  return processes;
}

const ProcessStat* find(const std::vector<ProcessStat>& processes, pid_t pid) {
  const auto found = std::ranges::find(processes, pid, &ProcessStat::pid);
  return found == processes.end() ? nullptr : &*found;
}

// None where the keeper is not to be seen.
std::optional<TreeCpuTime> time_of(const std::string& root, const CpuTree& tree,
                                   const std::vector<ProcessStat>& processes) {
  const ProcessStat* const keeper = find(processes, tree.keeper);
  if (!keeper) return std::nullopt;
  if (!tree.cgroup.empty()) {
    const auto text = read_file(under(root, tree.cgroup + kCpuStat));
    const auto used = text ? parse_cgroup_cpu_time(*text) : std::nullopt;
    // The keeper stands outside.
    if (used) return TreeCpuTime{*used + keeper->cpu_time, true};
  }
  TreeCpuTime time{keeper->cpu_time + keeper->children_cpu_time, false};
  for (const ProcessStat& process : descendants_of(tree.keeper, processes)) {
    time.used += process.cpu_time + process.children_cpu_time;
  }
  return time;
}

Seconds sum_of_trees(const CpuLook& before, const CpuLook& after, std::string& problem) {
  Seconds sum{0};
  for (const auto& [keeper, time] : before.trees) {
    if (!after.trees.contains(keeper)) problem = "a training's tree was gone at the end";
  }
  for (const auto& [keeper, time] : after.trees) {
    sum += time.used;
    const auto earlier = before.trees.find(keeper);
    if (earlier == before.trees.end()) continue;
    if (earlier->second.by_cgroup != time.by_cgroup) {
      problem = "the CPU time of a training's cgroup could be read only once";
    }
    sum -= earlier->second.used;
  }
  return sum;
}

}  // namespace

std::optional<Seconds> parse_cgroup_cpu_time(std::string_view cpu_stat) {
  for (const std::string& line : split(cpu_stat, '\n')) {
    const std::vector<std::string> fields = words(line);
    if (fields.size() != 2 || fields[0] != "usage_usec") continue;
    const auto microseconds = number(fields[1]);
    if (microseconds) return Seconds(static_cast<double>(*microseconds) / 1e6);
  }
  return std::nullopt;
}

CpuLook look_at_cpus(const std::string& root, pid_t self, const std::vector<CpuTree>& trees,
                     MonotonicTime at) {
  CpuLook look{.at = at};
  const auto text = read_file(under(root, kProcStat));
  const auto times = text ? parse_cpu_times(*text) : std::nullopt;
  if (!times) {
    look.problem = text ? "/proc/stat does not count the CPUs' time" : text.error().message;
    return look;
  }
  const auto ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  look.busy = Seconds(times->busy / ticks_a_second);
  look.total = Seconds(times->total / ticks_a_second);
  const std::vector<ProcessStat> processes = processes_under(root);
  const ProcessStat* const program = find(processes, self);
  if (!program) {
    look.problem = "/proc does not show this program's own processes";
    return look;
  }
  look.program = program->cpu_time;
  for (const CpuTree& tree : trees) {
    const auto time = time_of(root, tree, processes);
    if (time) {
      look.trees[tree.keeper] = *time;
    } else {
      look.problem = "a training's keeper is not to be seen in /proc";
    }
  }
  return look;
}

ForeignCpu foreign_cpu(const CpuLook& before, const CpuLook& after) {
  for (const CpuLook* const look : {&before, &after}) {
    if (!look->problem.empty()) return {{}, look->problem};
  }
  const Seconds time = after.at - before.at;
  if (time < kShortestForForeignCpu) {
    return {
        {},
        fmt::format("{:.2f} s are too short: CPU time is counted in ticks of 10 ms", time.count())};
  }
  std::string problem;
  const Seconds ours = after.program - before.program + sum_of_trees(before, after, problem);
  if (!problem.empty()) return {{}, problem};
  const Seconds busy = after.busy - before.busy;
  const Seconds total = after.total - before.total;
  const Seconds foreign = busy - ours;
  const double cpus = total / time;
  if (total <= Seconds(0) || foreign < -(kTickError * cpus + ours * kSamplingError)) {
    return {{},
            fmt::format("/proc/stat counts {:.2f} s for all CPUs and our processes alone used "
                        "{:.2f} s: it does not count them",
                        busy.count(), ours.count())};
  }
  return {std::clamp(foreign / total, 0.0, 1.0), ""};
}

}  // namespace mutation
