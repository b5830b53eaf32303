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
  EXPECT_EQ(continuation_of(after({}), false), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({interrupted}), false), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({failed, interrupted}), false), Continuation::first_attempt);
}

TEST(Continuation, IsNoneWhereTheResultIsThereAndOnlyTheRunsEndWasNotRecorded) {
  EXPECT_EQ(continuation_of(after({succeeded}), false), Continuation::over);
  EXPECT_EQ(continuation_of(after({interrupted, suspect}), false), Continuation::over);
}

TEST(Continuation, OfAFailedRunIsARetryWhileThereAreRetriesLeft) {
  EXPECT_EQ(continuation_of(after({failed}), false), Continuation::retry);
  EXPECT_EQ(continuation_of(after({interrupted, failed}), false), Continuation::retry);
  EXPECT_EQ(continuation_of(after({failed, failed}), false), Continuation::over);
}

TEST(Continuation, OfARunThatIsTriedAgainOnRequestIsAnAttemptWhateverCameOfItBefore) {
  EXPECT_EQ(continuation_of(after({failed, failed}), true), Continuation::first_attempt);
  EXPECT_EQ(continuation_of(after({suspect}), true), Continuation::first_attempt);
}

}  // namespace
}  // namespace mutation
