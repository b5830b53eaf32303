// When a session will end, from the runs that have ended. Pure.
#pragma once

#include <optional>

#include "base/units.h"

namespace mutation {

class SessionEstimate {
 public:
  // `known_waits`: the sum of all unfinished runs' (model/plan.h).
  SessionEstimate(int runs, Seconds known_waits) : runs_left_(runs), waits_left_(known_waits) {}

  // The next run has ended and took `took`, of which `known_waits` were known.
  void note(Seconds took, Seconds known_waits);
  // A run was added.
  void add(Seconds known_waits);
  // From the start of the next run on: the waits that are known, and for every run the mean of what
  // runs took beyond theirs. None before a run has ended.
  std::optional<Seconds> left() const;

 private:
  int runs_left_;
  Seconds waits_left_;
  Seconds beyond_waits_{0};
  int ended_ = 0;
};

}  // namespace mutation
