#include "energy/measured_spread.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

MeasuredRun run_with(double seconds, std::optional<double> joules, double coverage = 1) {
  MeasuredRun run{.start = {.boot = BootTime(std::chrono::seconds(7))},
                  .duration = Seconds(seconds)};
  MeasuredDevice gpu;
  gpu.figure.coverage = coverage;
  gpu.figure.uncertainty = Joules{2};
  gpu.max_power = Watts{joules.value_or(0)};
  if (joules) gpu.figure.energy = Joules{*joules};
  if (!joules) gpu.figure.reason = "GPU is lost";
  run.gpus.push_back(gpu);
  run.cpu.package = Joules{10};
  return run;
}

TEST(Spread, IsTheSamplesMeanAndStandardDeviation) {
  const auto spread = spread_of(std::vector<double>{2, 4, 6});
  ASSERT_TRUE(spread);
  EXPECT_DOUBLE_EQ(spread->mean, 4);
  EXPECT_DOUBLE_EQ(*spread->standard_deviation, 2);
  EXPECT_DOUBLE_EQ(*spread->relative, 0.5);
  EXPECT_FALSE(spread_of(std::vector<double>{3})->standard_deviation);
  EXPECT_FALSE(spread_of(std::vector<double>{-1, 1})->relative);  // around 0
  EXPECT_FALSE(spread_of(std::vector<double>{}));
}

TEST(Spread, OfRunsIsThatOfEachFigure) {
  const std::vector<MeasuredRun> runs = {run_with(1, 100), run_with(3, 300)};
  const MeasuredSpread spread = spread_of(runs);
  EXPECT_DOUBLE_EQ(spread.duration->mean, 2);
  EXPECT_DOUBLE_EQ(spread.gpus.at(0).energy->mean, 200);
  EXPECT_FALSE(spread.gpus.at(0).net);
  EXPECT_DOUBLE_EQ(*spread.package->standard_deviation, 0);
  EXPECT_FALSE(spread.dram);
}

TEST(Spread, TheMeanRunHasMeansAndTheLowestCoverage) {
  const MeasuredRun mean = mean_of({run_with(1, 100, 0.995), run_with(3, 300)});
  EXPECT_DOUBLE_EQ(mean.duration.count(), 2);
  EXPECT_DOUBLE_EQ(mean.gpus.at(0).figure.energy->value, 200);
  EXPECT_DOUBLE_EQ(mean.gpus.at(0).figure.uncertainty->value, 2);
  EXPECT_DOUBLE_EQ(mean.gpus.at(0).max_power->value, 200);
  EXPECT_DOUBLE_EQ(mean.gpus.at(0).figure.coverage, 0.995);
  EXPECT_DOUBLE_EQ(mean.cpu.package->value, 10);
}

TEST(Spread, ACommandThatWasNotStartedHasNoDuration) {
  std::vector<MeasuredRun> runs = {run_with(1, 100), run_with(3, 300)};
  runs[0].start = {};
  EXPECT_FALSE(was_started(runs[0]));
  EXPECT_TRUE(was_started(runs[1]));
  EXPECT_FALSE(spread_of(runs).duration);
}

TEST(Spread, AFigureThatOneRunLacksIsAbsentWithItsReason) {
  const std::vector<MeasuredRun> runs = {run_with(1, std::nullopt), run_with(3, 300)};
  EXPECT_FALSE(spread_of(runs).gpus.at(0).energy);
  const MeasuredRun mean = mean_of(runs);
  EXPECT_FALSE(mean.gpus.at(0).figure.energy);
  EXPECT_EQ(mean.gpus.at(0).figure.reason, "GPU is lost");
}

}  // namespace
}  // namespace mutation
