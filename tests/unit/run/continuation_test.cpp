// What becomes of a run that goes on after its session was cut off.
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

}  // namespace
}  // namespace mutation
