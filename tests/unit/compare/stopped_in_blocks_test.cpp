// Repeating until an interval is narrow, interleaved order and a drift of the machine together.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "compare/comparison.h"
#include "stats/stopping_rule.h"
#include "unit/compare/lab.h"

namespace mutation {
namespace {

// Equal sides, each stopped by its own interval, in interleaved order on a machine that drifts by
// 0.2 % a block: by Welch's test of all runs a quarter of the comparisons found a difference.
TEST(StoppedInBlocks, FindsNothingWhereSidesStopInDifferentBlocksOfADrift) {
  std::mt19937_64 generator(20260105);
  std::normal_distribution<double> scatter(0, 15);
  const RepeatUntil rule{.relative_ci = 0.01, .min = 5, .max = 30, .of = "gpu_joules"};
  constexpr int kSamples = 1000;
  int found = 0, in_blocks = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::array<std::vector<RecordedRun>, 2> sides;
    std::array<std::vector<double>, 2> values;
    for (std::size_t side = 0; side < 2; ++side) {
      for (int block = 1; values[side].empty() || !decide(values[side], rule).enough; ++block) {
        values[side].push_back(1000 + 2 * block + scatter(generator));
        RecordedRun run = lab_run(2 * block + int(side), values[side].back());
        run.block = block;
        run.configuration = int(side) + 1;
        run.repeat_until = rule;
        sides[side].push_back(std::move(run));
      }
    }
    const Comparison one =
        compare_sides(pointers_to(sides[0]), "A", pointers_to(sides[1]), "B", "gpu_joules",
                      {.permutations = {.most_exact = 1, .samples = 1}})
            .at(0);
    found += one.p && *one.p <= 0.05;
    in_blocks += one.within == "block";
  }
  EXPECT_EQ(in_blocks, kSamples);
  EXPECT_LE(double(found) / kSamples, 0.05);
}

}  // namespace
}  // namespace mutation
