// What bench/cooling_policies.cpp shows, in a shortened form.
#include <gtest/gtest.h>

#include <cmath>

#include "unit/campaign/cooling_session.h"

namespace mutation {
namespace {

CoolingSessionResult session_of(double time_constant, CoolingPolicy policy) {
  return simulate(
      {.gpu = gpu_of(Seconds(time_constant), 7), .policy = policy, .runs = 25, .seed = 7});
}

class CoolingPolicies : public testing::TestWithParam<double> {};

TEST_P(CoolingPolicies, MatchStartsEveryRunWithinADegree) {
  const CoolingSessionResult result = session_of(GetParam(), CoolingPolicy::match);
  const Spread starts = spread_of(result.starts);
  EXPECT_LE(starts.deviation, 1);
  EXPECT_LE(starts.most - starts.least, 4);
  EXPECT_EQ(result.too_cold, 0);
  EXPECT_EQ(result.timed_out, 0);
}

TEST_P(CoolingPolicies, TheTimeConstantIsLearned) {
  const CoolingSessionResult result = session_of(GetParam(), CoolingPolicy::settled);
  ASSERT_FALSE(result.time_constants.empty());
  EXPECT_NEAR(spread_of(result.time_constants).mean, GetParam(), 0.1 * GetParam());
}

INSTANTIATE_TEST_SUITE_P(FastToSlow, CoolingPolicies, testing::Values(20, 60, 200));

TEST(FixedPolicy, LeavesASlowDeviceAsItIs) {
  const CoolingSessionResult result = session_of(200, CoolingPolicy::fixed);
  EXPECT_GT(spread_of(result.starts).deviation, 3);
  EXPECT_NEAR(spread_of(result.waits).mean, 60, 0.01);
}

TEST(SettledPolicy, FollowsARoomThatGetsWarmer) {
  const CoolingSessionResult result = session_of(60, CoolingPolicy::settled);
  EXPECT_EQ(result.timed_out, 0);
  // The room's 28 to 34 °C and the band of rest.
  EXPECT_LT(spread_of(result.starts).most, 37);
}

}  // namespace
}  // namespace mutation
