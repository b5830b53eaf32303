// How well a mean is known, against R 4.2: t.test(c(…))$conf.int.
#include "stats/mean_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mutation {
namespace {

TEST(MeanInterval, IsStudents) {
  const std::vector<double> joules = {101.2, 99.8, 100.5, 102.1, 98.9};
  const Interval interval = mean_interval(joules);
  EXPECT_NEAR(interval.value, 100.5, 1e-12);
  EXPECT_NEAR(interval.low, 98.96665807, 1e-7);
  EXPECT_NEAR(interval.high, 102.03334193, 1e-7);
}

TEST(MeanInterval, IsUnboundedForOneValue) {
  const std::vector<double> joules = {101.2};
  const Interval interval = mean_interval(joules);
  EXPECT_EQ(interval.value, 101.2);
  EXPECT_TRUE(std::isinf(interval.low));
  EXPECT_TRUE(std::isinf(interval.high));
  EXPECT_TRUE(std::isinf(relative_half_width(interval)));
}

TEST(MeanInterval, IsRelativeToTheMean) {
  EXPECT_DOUBLE_EQ(relative_half_width({200, 198, 202}), 0.01);
  EXPECT_DOUBLE_EQ(relative_half_width({-200, -202, -198}), 0.01);
  EXPECT_TRUE(std::isinf(relative_half_width({0, -1, 1})));
}

}  // namespace
}  // namespace mutation
