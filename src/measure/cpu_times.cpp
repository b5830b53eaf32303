#include "measure/cpu_times.h"

#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"

namespace mutation {
namespace {

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<CpuTimes> parse_cpu_times(std::string_view text) {
  // user nice system idle iowait irq softirq steal; what guests use stands in user already.
  constexpr size_t kFields = 8;
  constexpr size_t kIdle = 3;
  constexpr size_t kIowait = 4;
  constexpr size_t kSteal = 7;
  const std::vector<std::string> parts = words(text.substr(0, text.find('\n')));
  if (parts.size() <= kFields || parts[0] != "cpu") return std::nullopt;
  CpuTimes times;
  for (size_t i = 0; i < kFields; ++i) {
    const auto ticks = number_of(parts[i + 1]);
    if (!ticks) return std::nullopt;
    times.total += *ticks;
    if (i != kIdle && i != kIowait && i != kSteal) times.busy += *ticks;
  }
  return times;
}

}  // namespace mutation
