// Two groups of recorded runs compared.
#include "compare/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "unit/compare/compared.h"

namespace mutation {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Comparison, IsWelchsOfIndependentRuns) {
  const auto a = runs_of({1000, 1004, 996, 1002, 998});
  const auto b = runs_of({1020, 1024, 1016, 1022, 1018}, 1);
  const auto comparisons = compared(a, b);
  ASSERT_EQ(comparisons.size(), 1U);
  const Comparison& one = comparisons[0];
  EXPECT_EQ(one.test, "Welch");
  EXPECT_EQ(one.device, "GPU-1");
  EXPECT_EQ(one.a.runs, 5U);
  EXPECT_NEAR(one.difference.value, 20, 1e-9);
  // R: t.test(b, a)
  EXPECT_NEAR(one.difference.low, 15.38799, 1e-5);
  EXPECT_NEAR(one.difference.high, 24.61201, 1e-5);
  EXPECT_NEAR(one.ratio.value().value, 1.02, 1e-5);
  EXPECT_NEAR(one.p.value(), 8.488e-06, 1e-9);
  EXPECT_TRUE(one.permutation.value().exact);
  EXPECT_NEAR(one.permutation->p, 2.0 / 252, 1e-12);
  EXPECT_EQ(one.runs_needed, std::optional<std::size_t>(0));
  EXPECT_FALSE(one.noise_floor);
  EXPECT_THAT(one.notes, IsEmpty());
}

TEST(Comparison, PairsRunsOfABlock) {
  auto a = runs_of({1000, 1100, 1200, 1300});
  auto b = runs_of({1011, 1109, 1212, 1308}, 1);
  for (std::size_t i = 0; i < 4; ++i) a[i].block = b[i].block = int(i) + 1;
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.test, "paired t");
  EXPECT_TRUE(one.paired);
  EXPECT_EQ(one.strata, 4U);
  EXPECT_EQ(one.within, "block");
  EXPECT_NEAR(one.difference.value, 10, 1e-9);
  // R: t.test(c(11, 9, 12, 8))
  EXPECT_NEAR(one.difference.low, 7.0948373, 1e-6);
  EXPECT_NEAR(one.difference.high, 12.9051627, 1e-6);
}

TEST(Comparison, PairsCompleteBlocksWhereOneLacksARun) {
  auto a = runs_of({1000, 1100, 1200, 1300, 1400});
  auto b = runs_of({1011, 1109, 1212, 1308}, 1);
  for (std::size_t i = 0; i < 5; ++i) a[i].block = int(i) + 1;
  for (std::size_t i = 0; i < 4; ++i) b[i].block = int(i) + 1;
  const Comparison one = compared(a, b).at(0);
  EXPECT_TRUE(one.paired);
  EXPECT_EQ(one.strata, 4U);
  EXPECT_EQ(one.a.runs, 4U);
  EXPECT_THAT(one.notes, ElementsAre("1 run without a counterpart in its stratum is left out"));
}

TEST(Comparison, ComparesEachConfigurationWithItself) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 12; ++i) {
    const Hyperparameters epochs = {{"epochs", std::int64_t{10 + i % 3}}};
    const double joules = 1000.0 * (1 + i % 3) + i % 2;
    a.push_back(lab_run(2 * i, joules, epochs));
    b.push_back(lab_run(2 * i + 1, joules + 30, epochs));
    b.back().session = "run_20260106_101500";
  }
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.test, "stratified t");
  EXPECT_EQ(one.within, "configuration");
  EXPECT_EQ(one.strata, 3U);
  EXPECT_NEAR(one.difference.value, 30, 1e-9);
  EXPECT_LT(one.difference.high, 31);
}

// Each configuration takes 2 % more, and the dearest scatters by more joules than the others take.
TEST(Comparison, TestsRelativeDifferencesOfConfigurationsOfDifferentScale) {
  std::vector<RecordedRun> a, b;
  const std::vector<double> scatter = {1, 1.004, 0.996, 1.002};
  for (int i = 0; i < 12; ++i) {
    const Hyperparameters epochs = {{"epochs", std::int64_t{10 + i % 3}}};
    const double joules = 1000 * std::pow(10, i % 3);
    a.push_back(lab_run(2 * i, joules * scatter[std::size_t(i) / 3], epochs));
    b.push_back(lab_run(2 * i + 1, 1.02 * joules * scatter[std::size_t(3 - i / 3)], epochs));
  }
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.test, "stratified t");
  EXPECT_EQ(one.strata, 3U);
  // R: lm(log(joules) ~ configuration + side); of the joules themselves p is 0.0025
  EXPECT_NEAR(one.p.value(), 2.50578115e-12, 1e-16);
  EXPECT_GT(one.ratio.value().low, 1.015);
  EXPECT_LT(one.ratio->high, 1.025);
}

// Pairs whose logarithms differ by 1.4 % up and down, one of them a hundred times as great.
TEST(Comparison, SaysHowManyRunsAreNeededByWhatItTested) {
  std::vector<RecordedRun> a, b;
  const std::vector<double> joules = {100, 101, 102, 103, 104, 10000};
  for (int i = 0; i < 6; ++i) {
    const Hyperparameters epochs = {{"epochs", std::int64_t{5 + i}}};
    a.push_back(lab_run(2 * i, joules[std::size_t(i)], epochs));
    const double logarithm = i == 0 ? 0.02414 : i % 2 == 0 ? 0.01414 : -0.01414;
    b.push_back(lab_run(2 * i + 1, joules[std::size_t(i)] * std::exp(logarithm), epochs));
  }
  const Comparison one = compared(a, b).at(0);
  EXPECT_EQ(one.test, "paired t");
  // R: power.t.test(delta = log(1.01), sd = sd(d), power = 0.8, type = "paired") gives 26.81
  EXPECT_EQ(one.runs_needed, std::optional<std::size_t>(27 - 6));
  // R: mean(d)/(sd(d)/sqrt(2)) * gamma(2.5)/(sqrt(2.5)*gamma(2))
  EXPECT_NEAR(one.effect_size.value().value, 0.1119827, 1e-6);
  // Means of runs of several configurations have a spread that is no error.
  EXPECT_TRUE(std::isinf(one.a.mean.low));
  EXPECT_TRUE(std::isinf(one.b.mean.high));
  EXPECT_NEAR(one.a.mean.value, 1751.67, 0.01);
}

TEST(Comparison, BoundsASidesMeanWhereItsRunsAreOfOneConfiguration) {
  std::vector<RecordedRun> a, b;
  for (int i = 0; i < 8; ++i) {
    a.push_back(lab_run(2 * i, 1000 + i % 3, {{"seed", std::int64_t{i}}}));
    b.push_back(lab_run(2 * i + 1, 1010 + i % 3, {{"seed", std::int64_t{100 + i}}}));
  }
  EXPECT_TRUE(std::isfinite(compared(a, b).at(0).a.mean.low));
}

TEST(Comparison, OneRunASideBoundsNothing) {
  const auto a = runs_of({1000});
  const auto b = runs_of({1010}, 1);
  const Comparison one = compared(a, b).at(0);
  EXPECT_TRUE(std::isinf(one.difference.high));
  EXPECT_TRUE(std::isinf(one.ratio->low)) << "0 would be a bound";
  EXPECT_TRUE(std::isinf(one.ratio->high));
  EXPECT_FALSE(one.p);
  EXPECT_FALSE(one.effect_size);
  EXPECT_FALSE(one.runs_needed);
}

TEST(Comparison, KnowsTheNoiseFloorOfItsMachine) {
  const auto a = runs_of({1000, 1004, 996});
  const auto b = runs_of({1005, 1009, 1001}, 1);
  ComparisonOptions options;
  options.noise_floors = {
      {.host = "sun", .device = "GPU-1", .figure = "gpu_joules", .relative_deviation = 0.02},
      {.host = "moon", .device = "GPU-1", .figure = "gpu_joules", .relative_deviation = 0.001}};
  const Comparison one = compared(a, b, options).at(0);
  EXPECT_EQ(one.noise_floor, std::optional<double>(0.02));
  EXPECT_TRUE(one.below_noise);
  options.noise_floors[0].relative_deviation = 0.008;  // the ratio lies within it, its interval not
  EXPECT_FALSE(compared(a, b, options).at(0).below_noise);
}

TEST(Comparison, AllowsForRunsThatWereAddedUntilAnIntervalWasNarrow) {
  auto a = runs_of({1000, 1004, 996, 1002, 998, 1001});
  auto b = runs_of({1003, 1007, 999, 1005, 1001, 1004}, 1);
  const Comparison fixed = compared(a, b).at(0);
  for (auto* side : {&a, &b}) {
    for (RecordedRun& run : *side) {
      run.configuration = side == &a ? 1 : 2;
      run.repeat_until = RepeatUntil{.relative_ci = 0.01, .min = 5, .max = 30, .of = "gpu_joules"};
    }
  }
  const Comparison stopped = compared(a, b).at(0);
  EXPECT_NEAR(stopped.stopping_factor, 3.0815, 0.0001);
  EXPECT_NEAR(*stopped.p, *fixed.p * stopped.stopping_factor, 1e-12);
  EXPECT_GT(stopped.difference.high, fixed.difference.high);
  EXPECT_THAT(stopped.notes, ElementsAre(HasSubstr("runs were added until")));
}

TEST(Comparison, AllowsForStoppingByAMetricInThatMetric) {
  auto a = runs_of({1000, 1004, 996, 1002, 998, 1001});
  auto b = runs_of({1003, 1007, 999, 1005, 1001, 1004}, 1);
  for (auto* side : {&a, &b}) {
    for (RecordedRun& run : *side) {
      run.configuration = side == &a ? 1 : 2;
      run.repeat_until =
          RepeatUntil{.relative_ci = 0.01, .min = 5, .max = 30, .of = "metric:test_accuracy"};
    }
  }
  const auto factor_of = [&](const std::string& figure) {
    return compare_sides(pointers_to(a), "A", pointers_to(b), "B", figure, {})
        .at(0)
        .stopping_factor;
  };
  EXPECT_NEAR(factor_of("metric:test_accuracy"), 3.0815, 0.0001);
  EXPECT_NEAR(factor_of("gpu_joules"), 3.0815, 0.0001);
  for (auto* side : {&a, &b}) {
    for (RecordedRun& run : *side) run.repeat_until->of = "gpu_joules";
  }
  EXPECT_EQ(factor_of("metric:test_accuracy"), 1);
}

// In interleaved order the machine may drift by far more than single runs scatter: by simulation
// the interval still holds the truth in 95 of 100 cases.
TEST(Comparison, HoldsTheTruthUnderDriftInInterleavedOrder) {
  std::mt19937_64 generator(20260105);
  std::normal_distribution<double> scatter(0, 5);
  constexpr int kSamples = 4000, kBlocks = 6;
  int held = 0;
  auto a = runs_of(std::vector<double>(kBlocks, 1000));
  auto b = runs_of(std::vector<double>(kBlocks, 1000), 1);
  for (int sample = 0; sample < kSamples; ++sample) {
    for (std::size_t i = 0; i < kBlocks; ++i) {
      const double drift = 10.0 * double(i), later = generator() % 2 == 0 ? 5 : -5;
      a[i].block = b[i].block = int(i) + 1;
      a[i].energy.gpu_energy_total_joules = 1000 + drift - later / 2 + scatter(generator);
      b[i].energy.gpu_energy_total_joules = 1020 + drift + later / 2 + scatter(generator);
    }
    const Comparison one = compared(a, b, {.permutations = {.most_exact = 1, .samples = 1}}).at(0);
    held += one.difference.low <= 20 && 20 <= one.difference.high;
  }
  EXPECT_NEAR(double(held) / kSamples, 0.95, 0.01);
}

TEST(Comparison, IsAdjustedOverAllThatWereMade) {
  std::vector<Comparison> comparisons(3);
  comparisons[0].p = 0.02;
  comparisons[2].p = 0.03;
  adjust(comparisons);
  EXPECT_NEAR(comparisons[0].p_adjusted.value(), 0.04, 1e-12);
  EXPECT_FALSE(comparisons[1].p_adjusted);
  EXPECT_NEAR(comparisons[2].p_adjusted.value(), 0.04, 1e-12);
}

}  // namespace
}  // namespace mutation
