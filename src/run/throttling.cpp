#include "run/throttling.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "judge/judge.h"

namespace mutation {
namespace {

struct ThrottleReason {
  std::uint64_t bit;
  std::string_view name;
};

constexpr std::array<ThrottleReason, 5> kReasons = {{{0x04, kPowerCapThrottling},
                                                     {0x08, "hardware slowdown"},
                                                     {0x20, "software thermal slowdown"},
                                                     {0x40, "hardware thermal slowdown"},
                                                     {0x80, "hardware power brake"}}};

// The time within the stretch that the reading `i` stands for.
Seconds weight(const Trace& readings, size_t i, Stretch stretch) {
  const MonotonicTime at = readings[i].at;
  const auto most = std::chrono::duration_cast<std::chrono::nanoseconds>(kLongestGap) / 2;
  const MonotonicTime from =
      i == 0 ? at - most : at - std::min(most, (at - readings[i - 1].at) / 2);
  const MonotonicTime to =
      i + 1 == readings.size() ? at + most : at + std::min(most, (readings[i + 1].at - at) / 2);
  const Seconds inside = std::min(to, stretch.end) - std::max(from, stretch.start);
  return std::max(Seconds(0), inside);
}

Seconds time_with(const Trace& readings, std::uint64_t bit, Stretch stretch) {
  Seconds total{0};
  for (size_t i = 0; i < readings.size(); ++i) {
    if (static_cast<std::uint64_t>(readings[i].value) & bit) total += weight(readings, i, stretch);
  }
  return total;
}

}  // namespace

std::vector<ThrottlingRecord> throttling_in(const Observations& observations, Stretch stretch,
                                            const std::vector<int>& gpus) {
  std::vector<ThrottlingRecord> found;
  const Seconds whole = stretch.end - stretch.start;
  if (whole <= Seconds(0)) return found;
  const auto& devices = observations.instrumentation().devices;
  for (const int gpu : gpus) {
    const Trace* const readings = observations.trace(gpu, Quantity::throttle_reasons);
    if (!readings) continue;
    for (const ThrottleReason& reason : kReasons) {
      const Seconds total = time_with(*readings, reason.bit, stretch);
      if (total <= Seconds(0)) continue;
      found.push_back({devices[static_cast<size_t>(gpu)].id, std::string(reason.name), total,
                       std::min(1.0, total / whole)});
    }
  }
  return found;
}

}  // namespace mutation
