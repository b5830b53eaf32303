#include "settings/timing_keys.h"

#include <array>

namespace mutation {
namespace {

constexpr std::array<TimingKey, 9> kTimingKeys = {{
    {"background_startup_wait_seconds", &TimingOptions::background_startup_wait, 0},
    {"background_ready_max_seconds", &TimingOptions::background_ready_max, 0},
    {"cooling_seconds", &TimingOptions::cooling, 0},
    {"cooling_max_seconds", &TimingOptions::cooling_max, 0},
    {"config_sleep_seconds", &TimingOptions::config_sleep, 0},
    {"retry_sleep_seconds", &TimingOptions::retry_sleep, 0},
    {"background_restart_delay_seconds", &TimingOptions::background_restart_delay, 0},
    {"termination_timeout_seconds", &TimingOptions::termination_timeout, 0},
    {"timeout", &TimingOptions::timeout, 0.001},  // of an attempt: none would have the time
}};

}  // namespace

std::span<const TimingKey> timing_keys() {
  return kTimingKeys;
}

TimingOptions read_timings(ObjectReader& reader) {
  TimingOptions options;
  for (const TimingKey& key : kTimingKeys) {
    const auto seconds = reader.number(key.name, {key.least, kLongestTiming});
    if (seconds) options.*key.field = Seconds(*seconds);
  }
  return options;
}

}  // namespace mutation
