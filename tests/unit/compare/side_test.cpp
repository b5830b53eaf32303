// What the user names as one side of a comparison.
#include "compare/side.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/compare/lab.h"

namespace mutation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool holds(const std::string& text, const RecordedRun& run) {
  std::vector<std::string> problems;
  const ComparedRuns side = read_side(text, problems);
  EXPECT_THAT(problems, IsEmpty());
  return belongs(run, side);
}

RecordedRun run_of_entry_two() {
  RecordedRun run = lab_run(1, 1000, {{"epochs", std::int64_t{10}}, {"rate", 0.1}, {"fast", true}});
  run.entry = 1;
  return run;
}

TEST(Side, IsASessionByNameOrFolder) {
  const RecordedRun run = run_of_entry_two();
  EXPECT_TRUE(holds("run_20260105_101500", run));
  EXPECT_TRUE(holds("results/run_20260105_101500/", run));
  EXPECT_FALSE(holds("run_20260105_101501", run));
}

TEST(Side, IsAnEntryCountedFromOne) {
  const RecordedRun run = run_of_entry_two();
  EXPECT_TRUE(holds("run_20260105_101500:entry=2", run));
  EXPECT_FALSE(holds("run_20260105_101500:entry=1", run));
  EXPECT_FALSE(holds("other:entry=2", run));
}

TEST(Side, IsAModelAModeOrALevel) {
  const RecordedRun run = run_of_entry_two();
  EXPECT_TRUE(holds("model=small", run));
  EXPECT_TRUE(holds("model=lab/small", run));
  EXPECT_FALSE(holds("model=load/small", run));
  EXPECT_TRUE(holds("mode=sequential", run));
  EXPECT_FALSE(holds("mode=parallel", run));
  EXPECT_TRUE(holds("rate=0.10", run));
  EXPECT_TRUE(holds("epochs=10.0", run));
  EXPECT_TRUE(holds("fast=true", run));
  EXPECT_FALSE(holds("epochs=11", run));
}

TEST(Side, IsWhatRanBesideABackground) {
  RecordedRun run = run_of_entry_two();
  EXPECT_FALSE(holds("background=load/big", run));
  run.parallel = true;
  run.background = RecordedBackground{"load", "big", {}};
  EXPECT_TRUE(holds("background=load/big", run));
  EXPECT_TRUE(holds("mode=parallel,background=big", run));
  EXPECT_FALSE(holds("background=load/small", run));
}

TEST(Side, IsAllOfSeveralTerms) {
  const RecordedRun run = run_of_entry_two();
  EXPECT_TRUE(holds("model=small,rate=0.1,mode=sequential", run));
  EXPECT_FALSE(holds("model=small,rate=0.2,mode=sequential", run));
}

TEST(Side, SaysEverythingThatIsWrong) {
  std::vector<std::string> problems;
  read_side("mode=both,entry=zero,=3,rate=", problems);
  read_side(",", problems);
  EXPECT_THAT(problems, ElementsAre("mode=both,entry=zero,=3,rate=: the mode \"both\" is neither "
                                    "parallel nor sequential",
                                    "mode=both,entry=zero,=3,rate=: the entry \"zero\" is no "
                                    "number from 1",
                                    "mode=both,entry=zero,=3,rate=: \"=3\" lacks a name or a value",
                                    "mode=both,entry=zero,=3,rate=: \"rate=\" lacks a name or a "
                                    "value",
                                    "\",\" names no runs"));
}

TEST(Side, SaysWhatThereIsInPlaceOfWhatIsNot) {
  std::vector<std::string> problems;
  const std::vector<RecordedRun> runs = {run_of_entry_two()};
  EXPECT_THAT(not_found(read_side("rate=0.5,entry=1", problems), pointers_to(runs)),
              ElementsAre("rate=0.5,entry=1: no run has rate=0.5; there are: 0.1",
                          "rate=0.5,entry=1: no run of entry 1; there are: 2"));
}

}  // namespace
}  // namespace mutation
