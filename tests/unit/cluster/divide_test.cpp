// Which runs belong together.
#include "cluster/divide.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;

PlannedRun planned(int entry, int block, int configuration) {
  PlannedRun run;
  run.entry = entry;
  run.block = block;
  run.configuration = configuration;
  return run;
}

Plan plan_of(std::vector<PlannedRun> runs) {
  Plan plan;
  plan.runs = std::move(runs);
  for (size_t i = 0; i < plan.runs.size(); ++i) plan.runs[i].index = static_cast<int>(i) + 1;
  return plan;
}

std::vector<std::vector<size_t>> runs_of(const std::vector<RunBlock>& blocks) {
  std::vector<std::vector<size_t>> runs;
  for (size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_EQ(blocks[i].number, static_cast<int>(i) + 1);
    runs.push_back(blocks[i].runs);
  }
  return runs;
}

TEST(Divide, AnEntryIsABlock) {
  const Plan plan = plan_of({planned(0, 0, 1), planned(0, 0, 2), planned(1, 0, 3)});
  EXPECT_THAT(runs_of(divide(plan, false)), ElementsAre(ElementsAre(0, 1), ElementsAre(2)));
}

TEST(Divide, AnEntryWhoseRunsAreScatteredIsStillOneBlockInPlanOrder) {
  const Plan plan = plan_of({planned(1, 0, 1), planned(0, 0, 2), planned(1, 0, 3)});
  EXPECT_THAT(runs_of(divide(plan, false)), ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
}

TEST(Divide, AnInterleavedBlockIsABlockWhateverTheEntries) {
  const Plan plan =
      plan_of({planned(0, 1, 1), planned(1, 1, 2), planned(1, 2, 2), planned(0, 2, 1)});
  EXPECT_THAT(runs_of(divide(plan, false)), ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3)));
}

TEST(Divide, PinnedConfigurationsBringTheirBlocksTogether) {
  const Plan plan = plan_of(
      {planned(0, 1, 1), planned(0, 2, 1), planned(1, 3, 2), planned(1, 4, 0), planned(1, 5, 0)});
  EXPECT_THAT(runs_of(divide(plan, true)),
              ElementsAre(ElementsAre(0, 1), ElementsAre(2), ElementsAre(3), ElementsAre(4)))
      << "a configuration that is not said is shared by none";
  EXPECT_EQ(divide(plan, false).size(), 5u);
}

TEST(Divide, AConfigurationThatIsRunUntilItsIntervalIsNarrowIsInOneBlock) {
  Plan plan = plan_of({planned(0, 1, 1), planned(0, 1, 2), planned(0, 2, 1), planned(0, 3, 3)});
  plan.runs[0].repeat_until = plan.runs[2].repeat_until = RepeatUntil{};
  EXPECT_THAT(runs_of(divide(plan, false)), ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3)));
}

TEST(Divide, AHundredThousandRunsTakeNoTime) {
  std::vector<PlannedRun> runs;
  for (int i = 0; i < 100000; ++i) runs.push_back(planned(0, i / 50 + 1, i % 50 + 1));
  const Plan plan = plan_of(std::move(runs));
  EXPECT_EQ(divide(plan, false).size(), 2000u);
  EXPECT_EQ(divide(plan, true).size(), 1u);
}

}  // namespace
}  // namespace mutation
