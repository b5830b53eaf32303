#include "campaign/estimate.h"

#include <algorithm>

namespace mutation {
namespace {

Seconds known_waits(const PlannedRun& run) {
  return run.minimum_idle + (run.background ? run.timings.background_startup_wait : Seconds(0));
}

}  // namespace

void SessionEstimate::note(const RunRecord& run) {
  // The first run has no idle time before it whatever the plan says of the others.
  beyond_waits_ += std::max(Seconds(0), elapsed(run.start, run.end) - known_waits(run.planned));
  ++ended_;
}

std::optional<Seconds> SessionEstimate::left_from(size_t next) const {
  if (ended_ == 0) return std::nullopt;
  Seconds left{0};
  for (size_t i = next; i < plan_.runs.size(); ++i) {
    left += known_waits(plan_.runs[i]) + beyond_waits_ / ended_;
  }
  return left;
}

}  // namespace mutation
