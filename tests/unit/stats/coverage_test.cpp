// What intervals and tests promise, by simulation with fixed seeds: intervals hold the truth in 95
// of 100 cases (+- 1), tests find nothing in 95 of 100 where there is nothing.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "r_session.h"
#include "stats/least_squares.h"
#include "stats/multiplicity.h"
#include "stats/permutation.h"
#include "stats/stopping_rule.h"
#include "stats/two_samples.h"

namespace mutation {
namespace {

// The share of `samples` in which `holds(generator)`.
template <typename Holds>
double share_of(int samples, Holds holds) {
  std::mt19937_64 generator(20260105);
  int count = 0;
  for (int i = 0; i < samples; ++i) count += holds(generator) ? 1 : 0;
  return double(count) / samples;
}

bool contains(const Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

TEST(Coverage, OfWelchsIntervalWithUnequalSpreads) {
  const double covered = share_of(20000, [](std::mt19937_64& generator) {
    const auto a = normal_values(generator, 6, 1000, 5);
    const auto b = normal_values(generator, 9, 1010, 12);
    return contains(welch_test(a, b).difference, 10);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

TEST(Coverage, OfTheRatio) {
  const double covered = share_of(20000, [](std::mt19937_64& generator) {
    const std::vector<Stratum> sides = {
        {normal_values(generator, 5, 1000, 30), normal_values(generator, 5, 1100, 30)}};
    return contains(*ratio_interval(sides), 1.1);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

TEST(Coverage, OfHedgesG) {
  const double covered = share_of(4000, [](std::mt19937_64& generator) {
    const auto a = normal_values(generator, 6, 0, 1);
    const auto b = normal_values(generator, 6, 1.5, 1);
    // The interval is that of the effect without the correction for small samples.
    const double correction = 1 - 3 / (4 * 10.0 - 1);
    return contains(*effect_size(welch_test(a, b)), 1.5 * correction);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

// The machine drifts by ten times the spread of single runs over the session.
TEST(Coverage, OfPairsUnderDriftInInterleavedOrder) {
  const double covered = share_of(20000, [](std::mt19937_64& generator) {
    std::vector<Stratum> blocks;
    for (int block = 0; block < 8; ++block) {
      const bool a_first = generator() % 2 == 0;
      const double drift = 6.0 * block, later = 3;
      const double a = normal_values(generator, 1, 1000 + drift + (a_first ? 0 : later), 5)[0];
      const double b = normal_values(generator, 1, 1020 + drift + (a_first ? later : 0), 5)[0];
      blocks.push_back({{a}, {b}});
    }
    return contains(stratified_test(blocks).difference, 20);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

// What the blocks are for: without them the same drift hides the difference, in an interval that is
// far too wide.
TEST(Coverage, WithoutPairsADriftWidensTheInterval) {
  std::mt19937_64 generator(1);
  std::vector<double> a, b;
  std::vector<Stratum> blocks;
  for (int block = 0; block < 8; ++block) {
    a.push_back(normal_values(generator, 1, 1000 + 6.0 * block, 5)[0]);
    b.push_back(normal_values(generator, 1, 1020 + 6.0 * block, 5)[0]);
    blocks.push_back({{a.back()}, {b.back()}});
  }
  const Interval apart = welch_test(a, b).difference, paired = stratified_test(blocks).difference;
  EXPECT_GT(apart.high - apart.low, 2 * (paired.high - paired.low));
}

std::vector<double> until_enough(std::mt19937_64& generator, double deviation,
                                 const RepeatUntil& rule) {
  std::vector<double> values;
  while (values.empty() || !decide(values, rule).enough)
    values.push_back(normal_values(generator, 1, 100, deviation)[0]);
  return values;
}

struct StoppedCase {
  int min;
  int max;
  double deviation;  // %
};

class Stopped : public ::testing::TestWithParam<StoppedCase> {
 protected:
  RepeatUntil rule() const {
    return {.relative_ci = 0.01, .min = GetParam().min, .max = GetParam().max, .of = ""};
  }
};

TEST_P(Stopped, IntervalsHoldTheTruth) {
  const double covered = share_of(2500, [&](std::mt19937_64& generator) {
    const auto values = until_enough(generator, GetParam().deviation, rule());
    return contains(decide(values, rule()).interval, 100);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

TEST_P(Stopped, TestsFindNothingWhereThereIsNothing) {
  const double found = share_of(2000, [&](std::mt19937_64& generator) {
    const auto a = until_enough(generator, GetParam().deviation, rule());
    const auto b = until_enough(generator, GetParam().deviation, rule());
    const double factor =
        std::max(stopped_p_factor(a.size(), rule()), stopped_p_factor(b.size(), rule()));
    return *welch_test(a, b).p * factor <= 0.05;
  });
  EXPECT_LE(found, 0.05 + 0.006);  // about one standard error of the simulation
}

// A hyperparameter of six levels without an effect; each level was run until it was narrow.
TEST_P(Stopped, RegressionsFindNothingWhereThereIsNothing) {
  const double found = share_of(700, [&](std::mt19937_64& generator) {
    Regression regression{.regressors = {{"level", {}}}};
    double factor = 1;
    for (int level = 0; level < 6; ++level) {
      const auto values = until_enough(generator, GetParam().deviation, rule());
      factor = std::max(factor, stopped_p_factor(values.size(), rule()));
      for (const double value : values) {
        regression.response.push_back(value);
        regression.regressors[0].values.push_back(level);
      }
    }
    return *fit_least_squares(regression)->coefficients[0].p * factor <= 0.05;
  });
  EXPECT_LE(found, 0.05 + 0.008);  // one standard error of the simulation
}

INSTANTIATE_TEST_SUITE_P(ByInterval, Stopped,
                         ::testing::Values(StoppedCase{5, 30, 0.4}, StoppedCase{5, 30, 1},
                                           StoppedCase{5, 30, 1.5}, StoppedCase{3, 30, 0.8},
                                           StoppedCase{3, 30, 1.5}, StoppedCase{10, 30, 2},
                                           StoppedCase{5, 100, 2}));

// What the correction is for.
TEST(Coverage, OfTestsWithoutTheCorrectionIsNotKept) {
  const RepeatUntil rule{.relative_ci = 0.01, .min = 5, .max = 30, .of = ""};
  const double found = share_of(2000, [&](std::mt19937_64& generator) {
    return *welch_test(until_enough(generator, 1.5, rule), until_enough(generator, 1.5, rule)).p <=
           0.05;
  });
  EXPECT_GT(found, 0.075);
}

TEST(FalsePositives, OfPermutations) {
  const double found = share_of(3000, [](std::mt19937_64& generator) {
    const std::vector<Stratum> sides = {
        {normal_values(generator, 5, 1000, 5), normal_values(generator, 5, 1000, 5)}};
    return permutation_test(sides)->p <= 0.05;
  });
  EXPECT_LE(found, 0.055);
}

Regression null_regression(std::mt19937_64& generator, int hyperparameters) {
  Regression regression{.response = normal_values(generator, 30, 7, 0.02)};
  for (int k = 0; k < hyperparameters; ++k)
    regression.regressors.push_back({"x" + std::to_string(k), normal_values(generator, 30, 0, 1)});
  return regression;
}

TEST(FalsePositives, OfAnyEffectAmongEight) {
  const double found = share_of(5000, [](std::mt19937_64& generator) {
    const auto fit = fit_least_squares(null_regression(generator, 8));
    std::vector<double> p;
    for (const Coefficient& one : fit->coefficients) p.push_back(*one.p);
    for (const double q : false_discovery_rates(p)) {
      if (q <= 0.05) return true;
    }
    return false;
  });
  EXPECT_LE(found, 0.056);
}

TEST(Coverage, OfAConfidenceBand) {
  const double covered = share_of(10000, [](std::mt19937_64& generator) {
    Regression regression = null_regression(generator, 3);
    for (std::size_t i = 0; i < 30; ++i)
      regression.response[i] += 0.1 * regression.regressors[0].values[i];
    const auto fit = fit_least_squares(regression);
    return contains(mean_response(*fit, std::vector<double>{1.5, 0, 0}), 7.15);
  });
  EXPECT_NEAR(covered, 0.95, 0.01);
}

}  // namespace
}  // namespace mutation
