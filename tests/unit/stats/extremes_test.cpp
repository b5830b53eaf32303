// Values at the ends of what a double holds, and values without any spread.
#include <gtest/gtest.h>

#include <limits>

#include "stats/least_squares.h"
#include "stats/permutation.h"
#include "stats/power.h"
#include "stats/two_samples.h"

namespace mutation {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

// A training printed `Test accuracy: 1e308`: the mean overflows.
TEST(Extremes, ValuesWhoseMeanOverflowsSayNothing) {
  const std::vector<Stratum> sides = {{{1e308, 1e308, 1e308}, {1e308, 9e307, 1e308}}};
  const MeanTest test = test_of(sides);
  EXPECT_FALSE(test.p);
  EXPECT_EQ(test.difference.high, kInfinite);
  EXPECT_FALSE(effect_size(test));
  EXPECT_FALSE(permutation_test(sides));
}

TEST(Extremes, ValuesWhoseSquaresOverflowSayNothing) {
  const std::vector<Stratum> sides = {{{1e200, 2e200, 3e200}, {4e200, 5e200, 7e200}}};
  const MeanTest test = test_of(sides);
  EXPECT_FALSE(test.p);
  EXPECT_FALSE(effect_size(test));
  EXPECT_FALSE(permutation_test(sides));
  EXPECT_FALSE(fit_least_squares({.response = {1e200, 2e200, 4e200, 3e200},
                                  .regressors = {{"epochs", {1, 2, 3, 4}}},
                                  .groups = {}}));
}

TEST(Extremes, NoNumberOfValuesIsKnownForWhatIsNotFinite) {
  EXPECT_FALSE(values_needed(kInfinite, 1, SampleDesign::independent));
  EXPECT_FALSE(values_needed(1, kNaN, SampleDesign::independent));
  EXPECT_FALSE(values_needed(kNaN, 1, SampleDesign::paired));
  EXPECT_FALSE(values_needed(1e300, 1e-300, SampleDesign::paired));
}

}  // namespace
}  // namespace mutation
