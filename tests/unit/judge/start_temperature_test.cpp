#include "judge/start_temperature.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

RunRecord run_that_started_at(double celsius, Outcome outcome, std::vector<Reason> reasons = {}) {
  AttemptRecord attempt;
  attempt.outcome = outcome;
  attempt.reasons = reasons;
  attempt.cooling.end_temperature = Celsius{celsius};
  RunRecord run;
  run.outcome = outcome;
  run.reasons = reasons;
  run.attempts = {attempt};
  return run;
}

TEST(MedianStart, NeedsThreeStarts) {
  EXPECT_EQ(median_start({{40}, {41}}), std::nullopt);
  EXPECT_EQ(median_start({{44}, {40}, {41}}), Celsius{41});
  EXPECT_EQ(median_start({{44}, {40}, {41}, {42}}), Celsius{41.5});
}

TEST(StartTemperature, SaysByHowMuchItMissed) {
  EXPECT_EQ(start_temperature_off({45.2}, {40}, 3),
            "started at 45.2 C, 5.2 C above the session's median of 40.0 C (3 C are allowed)");
  EXPECT_EQ(start_temperature_off({36.5}, {40}, 2.5),
            "started at 36.5 C, 3.5 C below the session's median of 40.0 C (2.5 C are allowed)");
}

TEST(StartTemperature, IsAllowedToDifferByItsBand) {
  EXPECT_EQ(start_temperature_off({43}, {40}, 3), "");
  EXPECT_EQ(start_temperature_off({37}, {40}, 3), "");
}

TEST(JudgedAgain, ARunThatTurnsOutOffTheMedianBecomesSuspect) {
  RunRecord run = run_that_started_at(46, Outcome::succeeded);
  EXPECT_TRUE(judge_start_again(run, {40}));
  EXPECT_EQ(run.outcome, Outcome::suspect);
  EXPECT_EQ(run.attempts[0].outcome, Outcome::suspect);
  EXPECT_EQ(run.attempts[0].cooling.session_median, Celsius{40});
  EXPECT_THAT(run.reasons, ElementsAre(Field(&Reason::code, "start_temperature")));
}

TEST(JudgedAgain, ARunThatWasSuspectOnlyForItsStartSucceeds) {
  RunRecord run =
      run_that_started_at(41, Outcome::suspect, {{"start_temperature", "started at 41.0 C, …"}});
  EXPECT_TRUE(judge_start_again(run, {40}));
  EXPECT_EQ(run.outcome, Outcome::succeeded);
  EXPECT_THAT(run.reasons, IsEmpty());
}

TEST(JudgedAgain, OtherReasonsStay) {
  RunRecord run = run_that_started_at(
      41, Outcome::suspect, {{"stranger", "pid 7"}, {"start_temperature", "started at 41.0 C, …"}});
  EXPECT_TRUE(judge_start_again(run, {40}));
  EXPECT_EQ(run.outcome, Outcome::suspect);
  EXPECT_THAT(run.reasons, ElementsAre(Field(&Reason::code, "stranger")));
}

TEST(JudgedAgain, AFailedRunStaysFailed) {
  RunRecord run = run_that_started_at(46, Outcome::failed, {{"exit_status", "exit code 1"}});
  EXPECT_TRUE(judge_start_again(run, {40}));
  EXPECT_EQ(run.outcome, Outcome::failed);
}

TEST(JudgedAgain, NothingChangesForARunThatWasJudgedRightly) {
  RunRecord run = run_that_started_at(41, Outcome::succeeded);
  EXPECT_FALSE(judge_start_again(run, {40}));
}

}  // namespace
}  // namespace mutation
