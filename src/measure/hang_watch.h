// Notices that a source has stopped answering. Pure.
#pragma once

#include <vector>

#include "base/clock.h"
#include "measure/pace.h"
#include "model/sample.h"

namespace mutation {

// Three periods of the source's fastest rate, at least one second; no limit where it is read on
// request only. REQUIRES: `rates` is not empty.
MonotonicTime::duration longest_silence(const std::vector<Rate>& rates, const Pace& pace = {});

class HangWatch {
 public:
  explicit HangWatch(MonotonicTime::duration limit) : limit_(limit) {}

  // The moments up to `now` at which a failure is to be reported and has not been: the first when
  // the silence since `last_answer` reaches the limit, then one a second until the next answer.
  std::vector<MonotonicTime> take_due(MonotonicTime last_answer, MonotonicTime now);

 private:
  MonotonicTime::duration limit_;
  MonotonicTime last_answer_{};
  MonotonicTime next_report_{};
};

}  // namespace mutation
