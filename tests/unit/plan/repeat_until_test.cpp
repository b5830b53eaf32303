// Plans whose configurations are run until an interval is narrow enough.
#include <gmock/gmock.h>

#include "fixtures.h"
#include "plan/make_plan.h"
#include "plan/plan_size.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::Each;
using testing::Field;
using testing::SizeIs;

Plan planned(const Settings& settings, const SettingsOverrides& overrides = {}) {
  auto plan = make_plan(settings, catalogue(), overrides, "/root", 42);
  EXPECT_TRUE(plan.ok()) << (plan ? "" : plan.error().message);
  return plan ? std::move(*plan) : Plan{};
}

Settings until(Entry entry, const std::string& of = "gpu_net_joules") {
  Settings asked = settings({std::move(entry)});
  asked.repeat_until = RepeatUntil{0.01, 3, 8, of};
  return asked;
}

Entry two_configurations() {
  Entry entry = mutation_entry(0, {"epochs"});
  entry.runs_per_config = 2;
  return entry;
}

TEST(PlanUntil, HoldsTheLeastNumberOfRunsOfEachConfiguration) {
  const Plan plan = planned(until(two_configurations()));
  EXPECT_THAT(plan.runs, SizeIs(6));
  for (const PlannedRun& run : plan.runs) {
    ASSERT_TRUE(run.repeat_until);
    EXPECT_EQ(run.repeat_until->max, 8);
  }
  EXPECT_EQ(to_text(plan_size(plan.runs)), "6 to 16");
  EXPECT_EQ(to_text(sizes_by_entry(plan.runs).at(0)), "6 to 16");
  EXPECT_EQ(to_text(*plan.runs[0].repeat_until),
            "3 to 8 runs of each configuration until its GPU energy above idle is known to ±1 %");
}

TEST(PlanUntil, BaselinesAreRunAsOftenAsAsked) {
  Entry entry = two_configurations();
  entry.baseline_runs = 2;
  const Plan plan = planned(until(entry));
  EXPECT_THAT(plan.runs, SizeIs(8));
  EXPECT_FALSE(plan.runs[0].repeat_until);
  EXPECT_TRUE(plan.runs[2].repeat_until);
  EXPECT_EQ(to_text(plan_size(plan.runs)), "8 to 18");
}

TEST(PlanUntil, OfAGivenConfigurationTheLargerNumberCounts) {
  EXPECT_THAT(planned(until(fixed_entry(0, {}))).runs, SizeIs(3));
  Entry more = fixed_entry(0, {});
  more.runs_per_config = 5;
  EXPECT_THAT(planned(until(more)).runs, SizeIs(5));
}

TEST(PlanUntil, TheCommandLineWinsOverTheEntryOverTheTop) {
  Settings asked = until(fixed_entry(0, {}));
  asked.entries[0].repeat = 2;
  EXPECT_THAT(planned(asked).runs, SizeIs(2)) << "the entry's number";
  EXPECT_FALSE(planned(asked).runs[0].repeat_until);
  SettingsOverrides overrides;
  overrides.repeat_until_relative_ci = 0.05;
  const Plan wide = planned(asked, overrides);
  EXPECT_THAT(wide.runs, SizeIs(5)) << "the usual least number";
  EXPECT_DOUBLE_EQ(wide.runs[0].repeat_until->relative_ci, 0.05);
  asked.entries[0].repeat.reset();
  EXPECT_THAT(planned(asked, overrides).runs, SizeIs(3)) << "all else as the file has it";
  overrides = {};
  overrides.repeat = 4;
  EXPECT_THAT(planned(asked, overrides).runs, SizeIs(4));
  EXPECT_THAT(planned(asked, overrides).runs,
              Each(Field(&PlannedRun::repeat_until, testing::Eq(std::nullopt))));
}

TEST(PlanUntil, AFigureThatNoRunCanHaveIsAnError) {
  EXPECT_EQ(make_plan(until(fixed_entry(0, {}), "metric:loss"), catalogue(), {}, "/root", 42)
                .error()
                .message,
            "planning entry 1: \"repeat\" asks for runs until \"metric:loss\" is known, which "
            "resnet does not have");
  EXPECT_TRUE(planned(until(fixed_entry(0, {}), "metric:accuracy")).runs[0].repeat_until);
  EXPECT_FALSE(make_plan(until(fixed_entry(0, {}), "gpu_above_background_joules"), catalogue(), {},
                         "/root", 42)
                   .ok());
  EXPECT_TRUE(planned(until(parallel(fixed_entry(0, {})), "gpu_above_background_joules"))
                  .runs[0]
                  .repeat_until);
}

}  // namespace
}  // namespace mutation
