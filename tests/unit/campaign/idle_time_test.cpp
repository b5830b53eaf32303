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

TEST(SessionEstimate, TakesKnownWaitsAndTheMeanOfTheRest) {
  Plan plan;
  plan.runs = {run(0, 0), run(0, 60), run(0, 60)};
  SessionEstimate estimate(plan);
  EXPECT_EQ(estimate.left_from(0), std::nullopt);
  RunRecord first{.planned = plan.runs[0]};
  first.end.boot = first.start.boot + std::chrono::seconds(100);
  estimate.note(first);
  EXPECT_EQ(estimate.left_from(1), Seconds(320));
  EXPECT_EQ(estimate.left_from(3), Seconds(0));
}

}  // namespace
}  // namespace mutation
