#include "record/run_id.h"

#include <fmt/format.h>
#include <sys/random.h>

#include "base/check.h"

namespace mutation {

std::string new_run_id(UtcTime now) {
  std::array<std::uint8_t, 8> random{};
  // At most 256 bytes are given whole, whatever signals come. [getrandom(2)]
  MUTATION_CHECK(getrandom(random.data(), random.size(), 0) == ssize_t{random.size()});
  return run_id_of(now, random);
}

std::string run_id_of(UtcTime now, const std::array<std::uint8_t, 8>& random) {
  constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
  const std::int64_t nanoseconds = now.time_since_epoch().count();
  const auto milliseconds =
      static_cast<std::uint64_t>(nanoseconds / kNanosecondsPerMillisecond) & 0xFFFF'FFFF'FFFF;
  const auto fraction = static_cast<std::uint64_t>(nanoseconds % kNanosecondsPerMillisecond) *
                        4096 / kNanosecondsPerMillisecond;
  std::uint64_t low = 0;
  for (const std::uint8_t byte : random) low = low << 8 | byte;
  const std::uint64_t variant = (low >> 48 & 0x3FFF) | 0x8000;
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", milliseconds >> 16,
                     milliseconds & 0xFFFF, fraction, variant, low & 0xFFFF'FFFF'FFFF);
}

}  // namespace mutation
