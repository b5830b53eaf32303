// What becomes of a run that goes on after its session was cut off, and what a run says of later
// ones.
#include <gtest/gtest.h>

#include "run/execute_run.h"

namespace mutation {
namespace {

RunRecord after(std::initializer_list<Outcome> outcomes) {
  RunRecord run;
  run.planned.max_retries = 1;
  for (const Outcome outcome : outcomes) {
    AttemptRecord attempt;
    attempt.outcome = outcome;
    run.attempts.push_back(attempt);
  }
  return run;
}

using enum Outcome;

TEST(Continuation, IsAnAttemptWhereNoneHasEndedByItself) {
  EXPECT_EQ(continuation_of(after({}), 0), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({interrupted}), 0), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({failed, interrupted}), 0), Continuation::first_attempt);
}

TEST(Continuation, IsNoneWhereTheResultIsThereAndOnlyTheRunsEndWasNotRecorded) {
  EXPECT_EQ(continuation_of(after({succeeded}), 0), Continuation::over);
  EXPECT_EQ(continuation_of(after({interrupted, suspect}), 0), Continuation::over);
}

TEST(Continuation, OfAFailedRunIsARetryWhileThereAreRetriesLeft) {
  EXPECT_EQ(continuation_of(after({failed}), 0), Continuation::retry);
  EXPECT_EQ(continuation_of(after({interrupted, failed}), 0), Continuation::retry);
  EXPECT_EQ(continuation_of(after({failed, failed}), 0), Continuation::over);
}

TEST(Continuation, OfARetryThatWasCutOffIsAnotherAttempt) {
  EXPECT_EQ(continuation_of(after({failed, failed, interrupted}), 0), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({failed, failed, interrupted}), 2), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({failed, failed, interrupted, failed}), 2), Continuation::retry);
}

TEST(Continuation, OfARunThatIsTriedAgainOnRequestIsAnAttemptWhateverCameOfItBefore) {
  EXPECT_EQ(continuation_of(after({failed, failed}), 2), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({suspect}), 1), Continuation::first_attempt);
}

TEST(Continuation, OfARunThatWasRefusedForAStrangerIsNone) {
  RunRecord refused = after({failed});
  refused.attempts[0].cooling.verdict = GateVerdict::refused;
  EXPECT_EQ(continuation_of(refused, 0), Continuation::over) << "a retry would be a wait";
}

PlannedRun planned() {
  PlannedRun run;
  run.foreground = {.repo = "vul",
                    .model = "mlp",
                    .effective_hyperparameters = {{"lr", 0.1}, {"epochs", std::int64_t{10}}}};
  return run;
}

TEST(Configuration, IsTheSameForRunsThatShouldTakeAsLong) {
  PlannedRun other = planned();
  other.index = 7;
  other.experiment_id = "vul_mlp_007";
  EXPECT_EQ(configuration_of(planned()), configuration_of(other));
}

TEST(Configuration, DiffersByWhatATimeDependsOn) {
  std::vector<PlannedRun> others(8, planned());
  others[0].foreground.model = "cnn";
  others[1].foreground.effective_hyperparameters[1].value = std::int64_t{20};
  others[2].mode = Mode::parallel;
  others[3].background.emplace();
  others[4].role = Role::warm_up;
  others[5].devices = {"1"};
  others[6].foreground.environment = {{"CUDNN", "0"}};
  others[7].rules.cooling_policy = CoolingPolicy::fixed;
  for (const PlannedRun& other : others) {
    EXPECT_NE(configuration_of(planned()), configuration_of(other)) << configuration_of(other);
  }
}

RunRecord taken(Outcome outcome, std::vector<Reason> reasons = {}) {
  RunRecord run = after({failed, outcome});
  AttemptRecord& last = run.attempts.back();
  last.reasons = std::move(reasons);
  last.training_start = {.boot = BootTime(std::chrono::seconds(100))};
  last.duration = Seconds(30);
  return run;
}

TEST(ComparableDuration, IsThatOfARunThatEndedWell) {
  EXPECT_EQ(comparable_duration(taken(succeeded)), Seconds(30));
  EXPECT_EQ(comparable_duration(taken(suspect, {{"stranger", ""}})), Seconds(30));
  EXPECT_EQ(comparable_duration(taken(failed)), std::nullopt);
  EXPECT_EQ(comparable_duration(taken(interrupted)), std::nullopt);
  EXPECT_EQ(comparable_duration({}), std::nullopt);
}

TEST(ComparableDuration, OfOneThatWasImplausibleIsNone) {
  EXPECT_EQ(comparable_duration(taken(suspect, {{"duration_implausible", ""}})), std::nullopt);
}

}  // namespace
}  // namespace mutation
