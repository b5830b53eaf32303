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

// A deterministic loss of 0.1 in each run: the mean of five is not quite that of ten.
TEST(Extremes, EqualValuesDoNotDiffer) {
  const std::vector<Stratum> sides = {{std::vector<double>(5, 0.1), std::vector<double>(10, 0.1)}};
  const MeanTest test = test_of(sides);
  EXPECT_EQ(test.difference.value, 0);
  EXPECT_EQ(test.difference.low, 0);
  EXPECT_FALSE(test.p);
  EXPECT_FALSE(effect_size(test));
  EXPECT_EQ(permutation_test(sides).value().p, 1);
  const std::vector<Stratum> two = {sides[0], {{0.3, 0.3, 0.3}, {0.3, 0.3}}};
  EXPECT_EQ(test_of(two).difference.value, 0);
  EXPECT_FALSE(test_of(two).p);
}

TEST(Extremes, DifferentValuesWithoutSpreadDifferWithoutP) {
  const std::vector<Stratum> sides = {{std::vector<double>(5, 0.1), std::vector<double>(10, 0.2)}};
  const MeanTest test = test_of(sides);
  EXPECT_NEAR(test.difference.value, 0.1, 1e-15);
  EXPECT_FALSE(test.p);
}

TEST(Extremes, NothingChangesAResponseOfEqualValues) {
  const auto fit = fit_least_squares({.response = std::vector<double>(7, 0.1),
                                      .regressors = {{"epochs", {1, 2, 3, 4, 5, 6, 8}}},
                                      .groups = {}});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->coefficients.at(0).interval.value, 0);
  EXPECT_FALSE(fit->coefficients.at(0).p);
}

}  // namespace
}  // namespace mutation
