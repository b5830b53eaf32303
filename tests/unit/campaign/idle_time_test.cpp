#include "campaign/idle_time.h"

#include <gtest/gtest.h>

#include "campaign/estimate.h"

namespace mutation {
namespace {

PlannedRun run(int entry, double minimum_idle) {
  PlannedRun planned;
  planned.entry = entry;
  planned.minimum_idle = Seconds(minimum_idle);
  return planned;
}

TEST(IdleTime, WithinAnEntryIsTheCoolingAndIsAnnounced) {
  const PlannedRun before = run(0, 0);
  const IdleTime idle = idle_time_before(run(0, 60), &before, std::nullopt);
  EXPECT_EQ(idle.minimum, Seconds(60));
  EXPECT_EQ(idle.from, "cooling_seconds");
  EXPECT_TRUE(idle.announce_cooling);
}

TEST(IdleTime, BetweenEntriesIsTheConfigSleep) {
  const PlannedRun before = run(0, 60);
  const IdleTime idle = idle_time_before(run(1, 45), &before, std::nullopt);
  EXPECT_EQ(idle.minimum, Seconds(45));
  EXPECT_EQ(idle.from, "config_sleep_seconds");
  EXPECT_FALSE(idle.announce_cooling);
}

TEST(IdleTime, OfTheFirstRunIsNothing) {
  const IdleTime idle = idle_time_before(run(0, 0), nullptr, std::nullopt);
  EXPECT_EQ(idle.minimum, Seconds(0));
  EXPECT_EQ(idle.from, "first run");
}

TEST(IdleTime, OfTheFirstRunIsWhatAnEarlierSessionsTrainingLeavesOfTheCooling) {
  EXPECT_EQ(idle_time_before(run(0, 0), nullptr, Seconds(20)).minimum, Seconds(40));
  EXPECT_EQ(idle_time_before(run(0, 0), nullptr, Seconds(3600)).minimum, Seconds(0));
}

TEST(IdleTimeOnResume, IsWhatTheIdleTimeSinceTheLastTrainingLeavesOfTheWait) {
  const IdleTime idle = idle_time_on_resume(run(0, 60), false, Seconds(15));
  EXPECT_EQ(idle.minimum, Seconds(45));
  EXPECT_EQ(idle.from, "cooling after an interruption");
  EXPECT_TRUE(idle.announce_cooling);
  EXPECT_EQ(idle_time_on_resume(run(0, 60), false, Seconds(3600)).minimum, Seconds(0));
  EXPECT_FALSE(idle_time_on_resume(run(0, 60), false, Seconds(3600)).announce_cooling);
}

TEST(IdleTimeOnResume, OfARunThatWasBegunIsItsCoolingAndNoLessThanItWasOwed) {
  PlannedRun begun = run(0, 0);
  begun.timings.cooling = Seconds(90);
  EXPECT_EQ(idle_time_on_resume(begun, true, Seconds(15)).minimum, Seconds(75));
  begun.minimum_idle = Seconds(120);  // the first of its entry
  EXPECT_EQ(idle_time_on_resume(begun, true, Seconds(15)).minimum, Seconds(105));
}

TEST(IdleTimeOnResume, StartsAnewWhereTheTimeSinceCannotBeTold) {
  EXPECT_EQ(idle_time_on_resume(run(0, 60), false, std::nullopt).minimum, Seconds(60));
}

TEST(SessionEstimate, TakesKnownWaitsAndTheMeanOfTheRest) {
  SessionEstimate estimate(3, Seconds(120));
  EXPECT_EQ(estimate.left(), std::nullopt);
  estimate.note(Seconds(100), Seconds(0));
  EXPECT_EQ(estimate.left(), Seconds(320));
  estimate.note(Seconds(260), Seconds(60));
  EXPECT_EQ(estimate.left(), Seconds(210));
  estimate.note(Seconds(210), Seconds(60));
  EXPECT_EQ(estimate.left(), Seconds(0));
}

}  // namespace
}  // namespace mutation
