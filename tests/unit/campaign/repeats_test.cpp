// When a configuration is run again, by what its runs have shown.
#include "campaign/repeats.h"

#include <gtest/gtest.h>

#include "unit/record/samples.h"

namespace mutation {
namespace {

const RepeatUntil kRule{.relative_ci = 0.01, .min = 5, .max = 8, .of = "gpu_net_joules"};

std::vector<RepeatedValue> runs(const std::vector<double>& values) {
  std::vector<RepeatedValue> all;
  for (const double value : values) all.push_back({true, value, "GPU-0", false});
  return all;
}

TEST(Repeats, GoOnUntilTheIntervalIsNarrow) {
  const RepeatState wide = repeat_state(kRule, runs({800, 840, 790, 820, 850}), 0);
  EXPECT_EQ(wide.verdict, RepeatVerdict::further);
  EXPECT_EQ(wide.runs, 5);
  EXPECT_EQ(wide.counted, 5);
  EXPECT_DOUBLE_EQ(*wide.mean, 820);
  EXPECT_EQ(interval_text(wide), "interval ±4 % of the mean after 5 runs, asked 1 %");
  const RepeatState narrow = repeat_state(kRule, runs({800, 801, 799, 800, 802}), 0);
  EXPECT_EQ(narrow.verdict, RepeatVerdict::narrow);
  EXPECT_EQ(reached_text(narrow), "GPU energy above idle 800.4 J ±0.18 %, by 5 runs");
}

TEST(Repeats, WaitForAllRunsThatArePlanned) {
  EXPECT_EQ(repeat_state(kRule, runs({800, 800, 800, 800}), 1).verdict, RepeatVerdict::planned);
  EXPECT_EQ(repeat_state(kRule, {}, 5).verdict, RepeatVerdict::planned);
}

TEST(Repeats, FailedAndSuspectRunsGiveNoValueAndCountTowardsTheMost) {
  auto some = runs({800, 801, 799, 800});
  some.push_back({false, 2000, "GPU-0", false});
  const RepeatState state = repeat_state(kRule, some, 0);
  EXPECT_EQ(state.verdict, RepeatVerdict::further) << "four are too few";
  EXPECT_EQ(state.counted, 4);
  EXPECT_DOUBLE_EQ(*state.mean, 800);
  EXPECT_EQ(reached_text(state), "GPU energy above idle 800 J ±0.17 %, by 4 of 5 runs");
  some.insert(some.end(), 3, {false, std::nullopt, "GPU-0", false});
  EXPECT_EQ(repeat_state(kRule, some, 0).verdict, RepeatVerdict::at_most);
  const std::vector<RepeatedValue> failed(4, RepeatedValue{false, std::nullopt, "", false});
  EXPECT_EQ(repeat_state(kRule, failed, 0).verdict, RepeatVerdict::further);
  EXPECT_EQ(interval_text(repeat_state(kRule, failed, 0)),
            "no interval yet, 0 of 4 runs count, asked 1 %");
}

TEST(Repeats, EndAtTheLeastNumberWhereNoRunHasSucceeded) {
  std::vector<RepeatedValue> failed(5, RepeatedValue{false, 2000, "GPU-0", false});
  EXPECT_EQ(repeat_state(kRule, failed, 1).verdict, RepeatVerdict::planned);
  EXPECT_EQ(repeat_state(kRule, failed, 0).verdict, RepeatVerdict::none_succeeded);
  failed.back().succeeded = true;
  EXPECT_EQ(repeat_state(kRule, failed, 0).verdict, RepeatVerdict::further);
}

TEST(Repeats, NeverPoolDifferentGpus) {
  auto moved = runs({800, 801, 799, 800, 802});
  moved.push_back({true, 400, "GPU-1", false});
  const RepeatState state = repeat_state(kRule, moved, 0);
  EXPECT_EQ(state.device, "GPU-1");
  EXPECT_EQ(state.counted, 1);
  EXPECT_EQ(state.verdict, RepeatVerdict::further);
  EXPECT_EQ(state.relative_half_width, std::nullopt);
  EXPECT_EQ(reached_text(state), "GPU energy above idle 400 J, no interval, by 1 of 6 runs");
}

TEST(Repeats, ALastRunThatFailedBeforeItWasMeasuredHidesNoneOfTheOthers) {
  auto some = runs({800, 801, 799});
  some.push_back({false, std::nullopt, "", false});
  const RepeatState state = repeat_state(kRule, some, 0);
  EXPECT_EQ(state.device, "GPU-0");
  EXPECT_EQ(state.counted, 3);
  EXPECT_DOUBLE_EQ(*state.mean, 800);
  some.back() = {true, std::nullopt, "GPU-1", false};
  EXPECT_EQ(repeat_state(kRule, some, 0).counted, 3) << "it has no figure";
}

TEST(Repeats, AFigureThatNoRunHasIsNotWaitedFor) {
  const std::vector<RepeatedValue> none(5, RepeatedValue{true, std::nullopt, "", false});
  EXPECT_EQ(repeat_state(kRule, none, 0).verdict, RepeatVerdict::no_figure);
}

TEST(Repeats, TakeTheFigureFromTheRunsRecord) {
  const RunRecord run = sample_record(sequential_run(), "id-1", 10);
  const auto& energy = final_attempt(run).energy;
  const RepeatedValue gpu = repeated_value(run, "gpu_joules");
  EXPECT_EQ(gpu.value, energy.gpu_energy_total_joules);
  EXPECT_EQ(gpu.succeeded, run.outcome == Outcome::succeeded);
  EXPECT_EQ(gpu.simulated, energy.simulated);
  EXPECT_EQ(gpu.device, sample_instrumentation().devices[0].id);
  EXPECT_FALSE(repeated_value(run, "duration").simulated) << "the clock is real";
  EXPECT_EQ(repeated_value(run, "metric:loss").value, std::nullopt);
}

}  // namespace
}  // namespace mutation
