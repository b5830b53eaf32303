// A channel's readings in a fixed amount of memory, however many come: buckets of equal width that
// keep the least, the greatest and the mean reading, so that no peak is lost. When there are too
// many buckets, their width doubles. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/units.h"
#include "energy/trace.h"

namespace mutation {

// The readings of [number * width, (number + 1) * width) since the origin.
struct ThinnedBucket {
  std::int64_t number = 0;
  double low = 0;
  double high = 0;  // of bit masks all bits together
  double mean = 0;  // of the readings, each counting the same
  std::uint64_t readings = 0;
};

// A time without a reading of more than kLongestGap: from the last reading, or the origin, to the
// next one, or the end.
struct ThinnedGap {
  Seconds from{0};  // since the origin
  Seconds to{0};
  std::string reason;  // of the last failed read in it; "" where none is known
};

struct ThinnedTrace {
  bool bit_masks = false;              // what the readings are
  std::chrono::nanoseconds width{0};   // of a bucket
  std::vector<ThinnedBucket> buckets;  // those with readings, in order of time
  std::vector<ThinnedGap> gaps;        // likewise
  std::size_t gaps_left_out = 0;       // beyond kMostGaps
};
inline constexpr std::size_t kMostGaps = 100;

// Width of the buckets until there are too many.
inline constexpr std::chrono::nanoseconds kFirstWidth{62'500'000};

// Of one channel. Adding a reading takes the same time however many there were.
class Thinning {
 public:
  // REQUIRES: most_buckets > 1.
  Thinning(MonotonicTime origin, std::size_t most_buckets, bool bit_masks = false)
      : origin_(origin),
        most_(most_buckets),
        trace_{.bit_masks = bit_masks, .width = kFirstWidth, .buckets = {}, .gaps = {}} {}

  // In order of time; a reading that is older than the one before counts as of its time. One that
  // is no number counts as a failed read.
  void add(MonotonicTime at, double value);
  void add_failure(const std::string& reason) { failure_ = reason; }
  const ThinnedTrace& trace() const { return trace_; }
  // With the gap that lasts until `end`, if there is one.
  ThinnedTrace trace_until(MonotonicTime end) const;

 private:
  void add_bucket(std::int64_t number, double value);

  MonotonicTime origin_;
  std::size_t most_;
  ThinnedTrace trace_;
  std::optional<MonotonicTime> last_;
  std::string failure_;  // the last one since the last reading
};

// The same in fewer buckets: their width doubles until there are at most `most_buckets`.
// REQUIRES: most_buckets > 0.
ThinnedTrace thinned_further(ThinnedTrace trace, std::size_t most_buckets);

}  // namespace mutation
