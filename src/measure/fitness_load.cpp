// Who else uses the machine when the session begins.
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/text.h"
#include "measure/fitness_parts.h"
#include "measure/root.h"
#include "measure/sysfs_number.h"
#include "os/file.h"

namespace mutation {
namespace {

// As much of all CPUs by others makes a run suspect by default, too (RunRules).
constexpr double kMuchLoad = 0.1;
// Of the memory: less has been swapped out for good and comes back to nobody.
constexpr double kMuchSwap = 0.05;

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<CpuTimes> cpu_times_now(const std::string& root) {
  const auto text = read_file(under(root, "/proc/stat"));
  return text ? parse_cpu_times(*text) : std::nullopt;
}

double own_ticks_now() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  const double seconds =
      static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
  return seconds * static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::optional<double> look_at_others(const std::string& root, Seconds look) {
  const double own_before = own_ticks_now();
  const auto before = cpu_times_now(root);
  std::this_thread::sleep_for(look);
  const auto after = cpu_times_now(root);
  if (!before || !after) return std::nullopt;
  return foreign_share(*before, *after, own_ticks_now() - own_before);
}

FitnessFact load_fact(const std::string& root, Seconds look) {
  FitnessFact fact{.name = "load of others", .value = "", .meaning = "", .advice = ""};
  const auto averages = words(line_of_file(under(root, "/proc/loadavg")).value_or(""));
  const std::string average =
      averages.size() < 3
          ? std::string()
          : fmt::format("load average {}, {}, {}", averages[0], averages[1], averages[2]);
  if (look <= Seconds(0)) {
    fact.value = average;
    fact.meaning = "of the last minutes, what ran before included";
    return fact;
  }
  const auto share = look_at_others(root, look);
  if (!share) {
    fact.meaning = "the kernel does not tell";
    return fact;
  }
  fact.value = fmt::format("{:.0f} % of the CPUs", *share * 100);
  if (!average.empty()) fact.value += "; " + average;
  fact.warning = *share > kMuchLoad;
  if (fact.warning) {
    fact.meaning = "it slows the trainings down and its energy is in the CPU's figures";
    fact.advice = "see who it is with top, and wait for the end or stop it";
  }
  return fact;
}

// Bytes of a line "SwapFree:  8388604 kB"; none when there is no such line.
std::optional<double> bytes_in(const std::vector<std::string>& lines, std::string_view key) {
  for (const std::string& line : lines) {
    const std::vector<std::string> parts = words(line);
    if (parts.size() != 3 || parts[0] != key || parts[2] != "kB") continue;
    const auto kibibytes = number_of(parts[1]);
    return kibibytes ? std::optional(*kibibytes * 1024) : std::nullopt;
  }
  return std::nullopt;
}

FitnessFact swap_fact(const std::string& root) {
  constexpr double kGibibyte = 1024.0 * 1024 * 1024;
  FitnessFact fact{.name = "swap in use", .value = "", .meaning = "", .advice = ""};
  const auto text = read_file(under(root, "/proc/meminfo"));
  const std::vector<std::string> lines = split(text ? *text : "", '\n');
  const auto memory = bytes_in(lines, "MemTotal:");
  const auto total = bytes_in(lines, "SwapTotal:");
  const auto free = bytes_in(lines, "SwapFree:");
  if (!memory || !total || !free) {
    fact.meaning = "the kernel does not tell";
    return fact;
  }
  const double used = *total - *free;
  fact.value = *total == 0
                   ? "no swap"
                   : fmt::format("{:.1f} of {:.1f} GiB", used / kGibibyte, *total / kGibibyte);
  fact.warning = used > kMuchSwap * *memory;
  if (fact.warning) {
    fact.meaning = "memory was short: what is fetched back costs time and energy within a run";
    fact.advice = "end what needs the memory, then sudo swapoff -a && sudo swapon -a";
  }
  return fact;
}

}  // namespace

std::optional<double> foreign_share(const CpuTimes& before, const CpuTimes& after,
                                    double own_ticks) {
  const double passed = after.total - before.total;
  if (passed <= 0) return std::nullopt;
  return std::clamp((after.busy - before.busy - own_ticks) / passed, 0.0, 1.0);
}

void add_load_fitness(const std::string& root, Seconds look, FitnessFacts& facts) {
  facts.push_back(load_fact(root, look));
  facts.push_back(swap_fact(root));
}

}  // namespace mutation
