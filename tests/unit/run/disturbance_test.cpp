#include "run/disturbance.h"

#include <gtest/gtest.h>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using made_up::at;

constexpr Seconds kWait{0.25};

std::chrono::nanoseconds seconds(double count) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(count * 1e9));
}

TEST(Disturbance, AnOrdinaryWaitIsNone) {
  EXPECT_FALSE(disturbance(at(10), at(10), kWait, at(10.25)));
  EXPECT_FALSE(disturbance(at(10), at(10), kWait, at(11.5))) << "a busy machine is a second late";
}

TEST(Disturbance, BootTimeThatRunsAheadIsASuspend) {
  Instant after = at(10.25);
  after.boot += seconds(3600);
  after.utc += seconds(3600);
  const auto told = disturbance(at(10), at(10), kWait, after);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text, "the machine was suspended for 3600.0 s");
  EXPECT_EQ(told->severity, Severity::warning);
}

TEST(Disturbance, AWaitThatTookMuchLongerIsAStandstill) {
  const auto told = disturbance(at(10), at(10), kWait, at(15.25));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text, "the program stood still for 5.2 s: it was stopped, or got no CPU");
}

TEST(Disturbance, WorkBetweenTwoWaitsIsNoStandstill) {
  EXPECT_FALSE(disturbance(at(10), at(40), kWait, at(40.25)));
}

TEST(Disturbance, UtcThatJumpsIsAClockThatWasSet) {
  Instant after = at(10.25);
  after.utc -= seconds(7200);
  const auto told = disturbance(at(10), at(10), kWait, after);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text, "the machine's clock was set back by 7200.0 s");
  EXPECT_EQ(told->severity, Severity::info);
}

TEST(Disturbance, AClockThatIsSlewedIsNot) {
  Instant after = at(1010);
  after.utc += seconds(0.5);
  EXPECT_FALSE(disturbance(at(10), at(1009.75), kWait, after));
}

}  // namespace
}  // namespace mutation
