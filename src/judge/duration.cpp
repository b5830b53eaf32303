// Whether a run took about as long as earlier runs of its configuration.
#include <fmt/format.h>

#include <algorithm>

#include "judge/judge.h"

namespace mutation {
namespace {

constexpr double kPlausibleShare = 0.5;
constexpr double kPlausibleDeviations = 6;

// REQUIRES: not empty.
Seconds median(std::vector<Seconds> values) {
  std::ranges::sort(values);
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

std::string implausible(Seconds duration, std::vector<Seconds> earlier) {
  if (earlier.size() < kFewestDurations) return {};
  const Seconds usual = median(earlier);
  std::vector<Seconds> deviations;
  for (const Seconds one : earlier) deviations.push_back(std::chrono::abs(one - usual));
  const Seconds most = std::max(
      {usual * kPlausibleShare, median(deviations) * kPlausibleDeviations, kLeastDeviation});
  if (std::chrono::abs(duration - usual) <= most) return {};
  return fmt::format(
      "it took {:.1f} s; {} earlier runs took {:.1f} s in the median, {:.1f} to {:.1f} s are "
      "plausible",
      duration.count(), earlier.size(), usual.count(), std::max(Seconds(0), usual - most).count(),
      (usual + most).count());
}

}  // namespace mutation
