// Deadlines stay on the grid that starts with the first one, whatever happens between.
#include "measure/schedule.h"

#include <algorithm>

#include "base/check.h"

namespace mutation {

using namespace std::chrono_literals;

MonotonicTime::duration period_of(Rate rate) {
  switch (rate) {
    case Rate::fast:
      return 98ms;
    case Rate::slow:
      return 500ms;
    case Rate::processes:
      return 1s;
  }
  promise_broken(__FILE__, __LINE__, "the rate is one of the three");
}

MonotonicTime::duration period_of(Rate rate, const Pace& pace) {
  if (!pace.fast_period) return period_of(rate);
  return rate == Rate::fast ? *pace.fast_period : std::max(period_of(rate), *pace.fast_period);
}

Schedule::Schedule(std::vector<Rate> rates, MonotonicTime start, const Pace& pace) {
  MUTATION_CHECK(!rates.empty());
  for (const Rate rate : rates) series_.push_back({rate, start, period_of(rate, pace)});
}

MonotonicTime Schedule::next_deadline() const {
  const auto earliest =
      std::min_element(series_.begin(), series_.end(),
                       [](const Series& a, const Series& b) { return a.next < b.next; });
  return earliest->next;
}

std::vector<DueRead> Schedule::take_due(MonotonicTime now) {
  std::vector<DueRead> due;
  for (Series& series : series_) {
    if (series.next > now) continue;
    const auto period = series.period;
    const auto missed = (now - series.next) / period;
    const MonotonicTime deadline = series.next + missed * period;
    series.next = deadline + period;
    due.push_back({series.rate, deadline, static_cast<std::uint64_t>(missed)});
  }
  return due;
}

}  // namespace mutation
