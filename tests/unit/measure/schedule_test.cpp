// Deadlines, and the watch over sources that stop answering: pure arithmetic of times.
#include "measure/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/hang_watch.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

MonotonicTime at(std::chrono::milliseconds time) {
  return MonotonicTime(time);
}

std::vector<Rate> rates(const std::vector<DueRead>& due) {
  std::vector<Rate> found;
  for (const DueRead& read : due) found.push_back(read.rate);
  return found;
}

TEST(Schedule, ReadsEachRateAtItsOwnPeriod) {
  Schedule schedule({Rate::fast, Rate::slow, Rate::processes}, at(0ms));
  std::vector<int> reads = {0, 0, 0};
  while (schedule.next_deadline() < at(9'800ms)) {
    for (const DueRead& due : schedule.take_due(schedule.next_deadline())) {
      ++reads[static_cast<size_t>(due.rate)];
      EXPECT_EQ(due.missed, 0u);
    }
  }
  EXPECT_THAT(reads, ElementsAre(100, 20, 10));  // every 98 ms, 500 ms and 1 s
  EXPECT_EQ(schedule.next_deadline(), at(9'800ms));
}

TEST(Schedule, AtAnotherPaceReadsNothingMoreOftenThanPowerAndCounters) {
  EXPECT_EQ(period_of(Rate::fast, {.fast_period = 10ms}), 10ms);
  EXPECT_EQ(period_of(Rate::slow, {.fast_period = 10ms}), 500ms);
  EXPECT_EQ(period_of(Rate::slow, {.fast_period = 2s}), 2s);
  EXPECT_EQ(period_of(Rate::processes, {.fast_period = 2s}), 2s);
  Schedule schedule({Rate::fast, Rate::slow}, at(0ms), {.fast_period = 2s});
  EXPECT_THAT(rates(schedule.take_due(at(0ms))), ElementsAre(Rate::fast, Rate::slow));
  EXPECT_EQ(schedule.next_deadline(), at(2000ms));
}

TEST(Schedule, HasNothingDueBeforeTheDeadline) {
  Schedule schedule({Rate::fast}, at(0ms));
  EXPECT_THAT(rates(schedule.take_due(at(0ms))), ElementsAre(Rate::fast));
  EXPECT_THAT(schedule.take_due(at(97ms)), IsEmpty());
  EXPECT_EQ(schedule.next_deadline(), at(98ms));
}

TEST(Schedule, StaysOnItsGridWhenLate) {
  Schedule schedule({Rate::fast}, at(0ms));
  schedule.take_due(at(0ms));
  EXPECT_EQ(schedule.take_due(at(130ms)).at(0).deadline, at(98ms));
  EXPECT_EQ(schedule.next_deadline(), at(196ms));
}

TEST(Schedule, CountsMissedDeadlinesAndDoesNotCatchUp) {
  Schedule schedule({Rate::fast}, at(0ms));
  schedule.take_due(at(0ms));
  const std::vector<DueRead> due = schedule.take_due(at(450ms));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].deadline, at(392ms));
  EXPECT_EQ(due[0].missed, 3u);
  EXPECT_EQ(schedule.next_deadline(), at(490ms));
}

TEST(HangWatch, WaitsThreePeriodsButAtLeastASecond) {
  EXPECT_EQ(longest_silence({Rate::fast, Rate::slow, Rate::processes}), 1s);
  EXPECT_EQ(longest_silence({Rate::slow}), 1500ms);
  EXPECT_EQ(longest_silence({Rate::processes}), 3s);
}

TEST(HangWatch, ReportsOneFailureASecondUntilTheSourceAnswers) {
  HangWatch watch(1s);
  EXPECT_THAT(watch.take_due(at(5'000ms), at(5'999ms)), IsEmpty());
  EXPECT_THAT(watch.take_due(at(5'000ms), at(6'000ms)), ElementsAre(at(6'000ms)));
  EXPECT_THAT(watch.take_due(at(5'000ms), at(6'900ms)), IsEmpty());
  EXPECT_THAT(watch.take_due(at(5'000ms), at(9'100ms)),
              ElementsAre(at(7'000ms), at(8'000ms), at(9'000ms)));
  EXPECT_THAT(watch.take_due(at(9'200ms), at(9'900ms)), IsEmpty());
  EXPECT_THAT(watch.take_due(at(9'200ms), at(10'250ms)), ElementsAre(at(10'200ms)));
}

}  // namespace
}  // namespace mutation
