// When a session will end, from the runs that have ended. Pure.
#pragma once

#include <optional>

#include "model/plan.h"
#include "model/run_record.h"

namespace mutation {

class SessionEstimate {
 public:
  explicit SessionEstimate(const Plan& plan) : plan_(plan) {}
  void note(const RunRecord& run);
  // From the start of run `next` (position in the plan, from 0) on: its known waits and those after
  // it, and for every run the mean of what runs took beyond their minimum waits. None before a run
  // has ended.
  std::optional<Seconds> left_from(size_t next) const;

 private:
  const Plan& plan_;
  Seconds beyond_waits_{0};
  int ended_ = 0;
};

}  // namespace mutation
