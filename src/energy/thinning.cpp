#include "energy/thinning.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace mutation {
namespace {

// Rounds down, below zero too.
std::int64_t divided(std::int64_t number, std::int64_t by) {
  const std::int64_t quotient = number / by;
  return number % by < 0 ? quotient - 1 : quotient;
}

// Masks that no double can hold whole are none.
constexpr double kGreatestMask = 9007199254740992;  // 2^53

bool is_mask(double value) {
  return value >= 0 && value <= kGreatestMask;
}

double all_bits(double a, double b) {
  if (!is_mask(a) || !is_mask(b)) return std::max(a, b);
  return static_cast<double>(static_cast<std::uint64_t>(a) | static_cast<std::uint64_t>(b));
}

void merge(const ThinnedBucket& more, ThinnedBucket& into, bool bit_masks) {
  into.low = std::min(into.low, more.low);
  into.high = bit_masks ? all_bits(into.high, more.high) : std::max(into.high, more.high);
  into.readings += more.readings;
  into.mean += (more.mean - into.mean) *
               (static_cast<double>(more.readings) / static_cast<double>(into.readings));
}

void double_width(ThinnedTrace& trace) {
  trace.width *= 2;
  std::size_t kept = 0;
  for (ThinnedBucket bucket : trace.buckets) {
    bucket.number = divided(bucket.number, 2);
    if (kept > 0 && trace.buckets[kept - 1].number == bucket.number)
      merge(bucket, trace.buckets[kept - 1], trace.bit_masks);
    else
      trace.buckets[kept++] = bucket;
  }
  trace.buckets.resize(kept);
}

void add_gap(ThinnedGap gap, ThinnedTrace& trace) {
  if (gap.to - gap.from <= kLongestGap) return;
  if (trace.gaps.size() == kMostGaps)
    ++trace.gaps_left_out;
  else
    trace.gaps.push_back(std::move(gap));
}

}  // namespace

void Thinning::add(MonotonicTime at, double value) {
  if (!std::isfinite(value)) {
    failure_ = "no number was read";
    return;
  }
  const MonotonicTime when = last_ ? std::max(at, *last_) : at;
  add_gap({last_.value_or(origin_) - origin_, when - origin_, failure_}, trace_);
  last_ = when;
  failure_.clear();
  add_bucket(divided((when - origin_).count(), trace_.width.count()), value);
}

ThinnedTrace Thinning::trace_until(MonotonicTime end) const {
  ThinnedTrace trace = trace_;
  add_gap({last_.value_or(origin_) - origin_, end - origin_, failure_}, trace);
  return trace;
}

void Thinning::add_bucket(std::int64_t number, double value) {
  const ThinnedBucket bucket{
      .number = number, .low = value, .high = value, .mean = value, .readings = 1};
  if (!trace_.buckets.empty() && trace_.buckets.back().number == number) {
    merge(bucket, trace_.buckets.back(), trace_.bit_masks);
    return;
  }
  trace_.buckets.push_back(bucket);
  // Far apart, buckets may stay alone through many a doubling.
  while (trace_.buckets.size() > most_) double_width(trace_);
}

ThinnedTrace thinned_further(ThinnedTrace trace, std::size_t most_buckets) {
  MUTATION_CHECK(most_buckets > 0);
  // A width of a century holds everything: only buckets on both sides of the origin stay two.
  constexpr std::chrono::hours kWidest{24 * 365 * 100};
  while (trace.buckets.size() > most_buckets && trace.width < kWidest) double_width(trace);
  return trace;
}

}  // namespace mutation
