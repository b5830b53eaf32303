#include "plan/compare_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PlannedRun run(int entry, std::vector<std::string> mutated, Hyperparameters hyperparameters) {
  PlannedRun run;
  run.entry = entry;
  run.foreground.repo = "examples";
  run.foreground.model = "mnist";
  run.foreground.mutated = std::move(mutated);
  run.foreground.hyperparameters = std::move(hyperparameters);
  return run;
}

Hyperparameters values(double rate, std::int64_t epochs) {
  return {{"learning_rate", rate}, {"epochs", epochs}};
}

Plan plan_of(std::vector<PlannedRun> runs) {
  Plan plan;
  plan.runs = std::move(runs);
  return plan;
}

TEST(ComparePlans, FindsNoDifferenceInTheSameRuns) {
  const Plan own = plan_of({run(0, {"learning_rate"}, values(0.1, 3))});
  const ReferencePlan reference{plan_of({run(0, {"learning_rate"}, values(0.1, 3))}), {{}}};
  const PlanComparison comparison = compare_plans(own, reference);
  ASSERT_EQ(comparison.entries.size(), 1U);
  EXPECT_THAT(comparison.entries[0].differs, IsEmpty());
  EXPECT_EQ(comparison.entries[0].why, "");
  EXPECT_EQ(comparison.entries_that_differ, 0);
}

TEST(ComparePlans, ShowsOtherDrawsAndWhichEntryPutThemOutOfStep) {
  Plan own =
      plan_of({run(0, {"learning_rate"}, values(0.1, 3)), run(1, {"epochs"}, values(0.1, 4))});
  own.notes = {"entry 1: only 2 distinct values exist"};
  const ReferencePlan reference{
      plan_of({run(0, {"learning_rate"}, values(0.2, 3)), run(1, {"epochs"}, values(0.1, 5))}),
      {{}, {}}};
  const PlanComparison comparison = compare_plans(own, reference, {0});
  const EntryComparison& first = comparison.entries[0];
  EXPECT_THAT(first.differs, ElementsAre("drawn"));
  EXPECT_EQ(first.details[0].own, "learning_rate=0.1");
  EXPECT_EQ(first.details[0].reference, "learning_rate=0.2");
  EXPECT_THAT(first.why, HasSubstr("here: only 2 distinct values exist; here draws are compared by "
                                   "value with what was run or planned before"));
  EXPECT_THAT(comparison.entries[1].differs, ElementsAre("drawn"));
  EXPECT_EQ(comparison.entries[1].why,
            "an earlier entry draws otherwise, and all entries draw from one generator");
}

TEST(ComparePlans, ShowsOtherCircumstances) {
  PlannedRun here = run(0, {}, values(0.1, 3));
  here.foreground.environment = {{"X", "1"}};
  here.devices = {"1"};
  here.timings.timeout = Seconds(100);
  here.timings.cooling = Seconds(5);
  here.max_retries = 0;
  here.rules.cooling_policy = CoolingPolicy::fixed;
  Plan own = plan_of({here});
  own.order = Order::shuffled;
  const ReferencePlan reference{plan_of({run(0, {}, values(0.1, 3))}),
                                {{"\"environment\" is ignored"}}};
  const EntryComparison entry = compare_plans(own, reference).entries[0];
  EXPECT_THAT(entry.differs, ElementsAre("environment", "devices", "timeout", "retries", "waits",
                                         "rules", "order"));
  EXPECT_EQ(entry.details[0].own, "X=1");
  EXPECT_EQ(entry.details[0].reference, "none");
  EXPECT_EQ(entry.why, "the Python tool: \"environment\" is ignored");
}

TEST(ComparePlans, SaysWhatDiffersAndWhy) {
  const Plan own = plan_of(
      {run(0, {"learning_rate"}, values(0.1, 3)), run(0, {"learning_rate"}, values(0.3, 3))});
  const ReferencePlan reference{plan_of({run(0, {"learning_rate", "epochs"}, values(0.1, 7))}),
                                {{"\"fixed_hyperparams\" is ignored"}}};
  const PlanComparison comparison = compare_plans(own, reference);
  EXPECT_THAT(comparison.entries[0].differs, ElementsAre("runs", "mutated", "given"));
  EXPECT_EQ(comparison.entries[0].why, "the Python tool: \"fixed_hyperparams\" is ignored");
  EXPECT_EQ(comparison.own_runs, 2);
  EXPECT_EQ(comparison.reference_runs, 1);
}

TEST(ComparePlans, NamesOnlyTheRunsWhereOneReadingHasNone) {
  const Plan own = plan_of({run(0, {"learning_rate"}, values(0.1, 3))});
  const ReferencePlan reference{Plan(), {{"skipped: it has no \"repo\""}}};
  EXPECT_THAT(compare_plans(own, reference).entries[0].differs, ElementsAre("runs"));
}

TEST(ComparePlans, KnowsEntriesThatThePythonToolNeverReached) {
  const Plan own = plan_of({run(1, {"learning_rate"}, values(0.1, 3))});
  const PlanComparison comparison = compare_plans(own, ReferencePlan{Plan(), {{}}});
  ASSERT_EQ(comparison.entries.size(), 2U);
  EXPECT_EQ(comparison.entries[1].why, "the Python tool had ended before it");
}

TEST(ComparePlans, ComparesWithAPlanThatIsRefused) {
  const ReferencePlan reference{plan_of({run(0, {"epochs"}, values(0.2, 3))}), {{}}};
  const PlanComparison comparison = compare_plans(std::nullopt, reference);
  EXPECT_EQ(comparison.entries[0].why, "this program refuses the file, which the Python tool took");
}

TEST(ComparePlans, LeavesWarmUpsOut) {
  PlannedRun warm_up = run(0, {"learning_rate"}, values(0.1, 3));
  warm_up.role = Role::warm_up;
  const Plan own = plan_of({warm_up, run(0, {"learning_rate"}, values(0.1, 3))});
  const ReferencePlan reference{plan_of({run(0, {"learning_rate"}, values(0.1, 3))}), {{}}};
  EXPECT_EQ(compare_plans(own, reference).entries_that_differ, 0);
}

}  // namespace
}  // namespace mutation
