// How well a standard deviation is known, against R 4.2: sqrt((n - 1) * var(x) / qchisq(p, n - 1)).
#include "stats/deviation_interval.h"

#include <gtest/gtest.h>

#include <vector>

namespace mutation {
namespace {

TEST(DeviationInterval, IsTheChiSquareDistributions) {
  const std::vector<double> values = {98.1, 101.4, 99.7, 100.9, 97.6, 102.2};
  const Interval interval = deviation_interval(values);
  EXPECT_NEAR(interval.value, 1.84761107018, 1e-10);
  EXPECT_NEAR(interval.low, 1.15329361507, 1e-10);
  EXPECT_NEAR(interval.high, 4.53147675613, 1e-10);
}

TEST(DeviationInterval, OfEqualValuesIsNothing) {
  const std::vector<double> values = {7, 7, 7};
  const Interval interval = deviation_interval(values);
  EXPECT_EQ(interval.value, 0);
  EXPECT_EQ(interval.low, 0);
  EXPECT_EQ(interval.high, 0);
}

}  // namespace
}  // namespace mutation
