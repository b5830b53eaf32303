// When a configuration has been run often enough.
#include "stats/stopping_rule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mutation {
namespace {

const RepeatUntil kOnePercent{.relative_ci = 0.01, .min = 5, .max = 8, .of = "gpu_joules"};

TEST(StoppingRule, EndsWhenTheIntervalIsNarrow) {
  const std::vector<double> alike = {100.0, 100.2, 99.9, 100.1, 99.8};
  const StoppingDecision decision = decide(alike, kOnePercent);
  EXPECT_TRUE(decision.enough);
  EXPECT_NEAR(decision.interval.value, 100, 1e-12);
  // 0.158114 / sqrt(5) x qt(0.977, 4), by R
  EXPECT_NEAR(decision.interval.high, 100.2021251, 1e-6);
}

TEST(StoppingRule, GoesOnWhileItIsWide) {
  const std::vector<double> apart = {100, 104, 96, 101, 99};
  const StoppingDecision decision = decide(apart, kOnePercent);
  EXPECT_FALSE(decision.enough);
}

TEST(StoppingRule, NeverEndsBeforeTheLeastRuns) {
  const std::vector<double> equal = {100, 100, 100, 100};
  EXPECT_FALSE(decide(equal, kOnePercent).enough);
}

TEST(StoppingRule, DoesNotTrustTwoValuesThatAreAlike) {
  const std::vector<double> two = {100, 100.0001};
  EXPECT_FALSE(decide(two, {.relative_ci = 0.01, .min = 2, .max = 9, .of = ""}).enough);
  EXPECT_TRUE(decide(two, {.relative_ci = 0.01, .min = 2, .max = 2, .of = ""}).enough);
}

TEST(StoppingRule, EndsAtTheMostRunsThoughItIsStillWide) {
  const std::vector<double> apart = {100, 104, 96, 101, 99, 104, 96, 100};
  const StoppingDecision decision = decide(apart, kOnePercent);
  EXPECT_TRUE(decision.enough);
  EXPECT_NEAR(relative_half_width(decision.interval), 0.026, 0.0005);
}

TEST(StoppingRule, OneValueBoundsNothing) {
  const std::vector<double> one = {100};
  const StoppingDecision decision = decide(one, kOnePercent);
  EXPECT_FALSE(decision.enough);
  EXPECT_TRUE(std::isinf(decision.interval.high));
}

TEST(StoppingRule, AsksMoreOfWhatStoppedEarly) {
  const RepeatUntil rule{.relative_ci = 0.01, .min = 5, .max = 30, .of = ""};
  EXPECT_NEAR(stopped_confidence(5, rule), 0.954, 1e-12);
  EXPECT_NEAR(stopped_confidence(6, rule), 0.975271, 1e-6);
  EXPECT_NEAR(stopped_confidence(30, rule), 0.954, 1e-12);
}

}  // namespace
}  // namespace mutation
