#include "os/poll.h"

#include <errno.h>
#include <time.h>

#include <algorithm>
#include <chrono>

namespace mutation {
namespace {

using std::chrono::nanoseconds;

// Short enough for a deadline that passed during a suspend to be noticed soon after.
constexpr nanoseconds kLongestSleep = std::chrono::seconds(1);

}  // namespace

int poll_until(std::span<pollfd> descriptors, std::optional<BootTime> deadline) {
  while (true) {
    timespec sleep{};
    bool last = false;
    if (deadline) {
      const nanoseconds left = std::max(nanoseconds(0), *deadline - Boottime::now());
      const nanoseconds taken = std::min(left, kLongestSleep);
      last = left == nanoseconds(0);
      sleep.tv_sec = static_cast<time_t>(taken.count() / 1'000'000'000);
      sleep.tv_nsec = static_cast<long>(taken.count() % 1'000'000'000);
    }
    const int ready =
        ppoll(descriptors.data(), descriptors.size(), deadline ? &sleep : nullptr, nullptr);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return std::max(ready, 0);
    if (last) return 0;
  }
}

}  // namespace mutation
