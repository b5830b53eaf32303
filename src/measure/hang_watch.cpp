// Counts from the last answer; every new answer begins anew.
#include "measure/hang_watch.h"

#include <algorithm>

#include "base/check.h"
#include "measure/schedule.h"

namespace mutation {

using namespace std::chrono_literals;

namespace {

// Far, and yet a time that can be added to another.
constexpr MonotonicTime::duration kNoLimit = 1000000h;

}  // namespace

MonotonicTime::duration longest_silence(const std::vector<Rate>& rates, const Pace& pace) {
  MUTATION_CHECK(!rates.empty());
  if (pace.on_request_only) return kNoLimit;
  MonotonicTime::duration fastest = period_of(rates.front(), pace);
  for (const Rate rate : rates) fastest = std::min(fastest, period_of(rate, pace));
  return std::max<MonotonicTime::duration>(1s, 3 * fastest);
}

std::vector<MonotonicTime> HangWatch::take_due(MonotonicTime last_answer, MonotonicTime now) {
  if (last_answer != last_answer_) {
    last_answer_ = last_answer;
    next_report_ = last_answer + limit_;
  }
  std::vector<MonotonicTime> due;
  for (; next_report_ <= now; next_report_ += 1s) due.push_back(next_report_);
  return due;
}

}  // namespace mutation
