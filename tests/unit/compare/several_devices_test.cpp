// A configuration that ran on several devices is named, with them.
#include "compare/several_devices.h"

#include <gmock/gmock.h>

#include "compare/analysis.h"
#include "unit/compare/lab.h"

namespace mutation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RecordedRun run_on(int number, int configuration, const std::string& node) {
  RecordedRun run = lab_run(number, 1000 + number, {{"learning_rate", 0.1 * configuration}});
  run.mutated = {"learning_rate"};
  run.session = "run_1";
  run.configuration = configuration;
  run.host = node;
  run.device = "GPU-" + node;
  return run;
}

TEST(SeveralDevices, AreToldOfAConfigurationThatRanOnThem) {
  const std::vector<RecordedRun> runs = {run_on(0, 1, "a"), run_on(1, 1, "a"), run_on(2, 2, "a"),
                                         run_on(3, 2, "b")};
  EXPECT_THAT(notes_on_several_devices(pointers_to(runs)),
              ElementsAre("configuration 2 (learning_rate=0.2) ran on 2 GPUs: GPU-a on a, GPU-b "
                          "on b; its runs are compared within each"));
  EXPECT_THAT(notes_on(pointers_to(runs)),
              Contains(notes_on_several_devices(pointers_to(runs))[0]));
}

TEST(SeveralDevices, AreNoneWhereAnotherSessionOfTheSameNumbersRanElsewhere) {
  std::vector<RecordedRun> runs = {run_on(0, 1, "a"), run_on(1, 1, "b")};
  runs[1].session = "run_2";
  EXPECT_THAT(notes_on_several_devices(pointers_to(runs)), IsEmpty());
}

TEST(SeveralDevices, AreToldOfTheFirstFewConfigurations) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 40; ++i) runs.push_back(run_on(i, 1 + i / 2, i % 2 == 0 ? "a" : "b"));
  const auto notes = notes_on_several_devices(pointers_to(runs));
  ASSERT_THAT(notes, SizeIs(6));
  EXPECT_EQ(notes[5], "15 more configurations ran on several devices");
}

TEST(SeveralDevices, HaveMeansOfTheirOwn) {
  const std::vector<RecordedRun> runs = {run_on(0, 1, "a"), run_on(1, 1, "a"), run_on(2, 1, "b"),
                                         run_on(3, 1, "b")};
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {.catalogue = nullptr, .figures = {"gpu_joules"}});
  ASSERT_THAT(analysis.configurations, SizeIs(2));
  EXPECT_EQ(analysis.configurations[0].device, "GPU-a");
  EXPECT_DOUBLE_EQ(analysis.configurations[0].mean.value, 1000.5);
  EXPECT_EQ(analysis.configurations[1].device, "GPU-b");
  EXPECT_DOUBLE_EQ(analysis.configurations[1].mean.value, 1002.5);
}

}  // namespace
}  // namespace mutation
