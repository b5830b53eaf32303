#include "campaign/estimate.h"

#include <algorithm>

namespace mutation {

void SessionEstimate::note(Seconds took, Seconds known_waits) {
  // The first run has no idle time before it whatever the plan says of the others.
  beyond_waits_ += std::max(Seconds(0), took - known_waits);
  waits_left_ -= known_waits;
  --runs_left_;
  ++ended_;
}

void SessionEstimate::add(Seconds known_waits) {
  waits_left_ += known_waits;
  ++runs_left_;
}

std::optional<Seconds> SessionEstimate::left() const {
  if (ended_ == 0) return std::nullopt;
  return std::max(Seconds(0), waits_left_) + beyond_waits_ / ended_ * runs_left_;
}

}  // namespace mutation
