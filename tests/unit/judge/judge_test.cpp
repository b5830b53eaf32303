// What makes an attempt succeed, fail or be interrupted.
#include "unit/judge/judged.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Judge, ACleanExitWithMetricsSucceeds) {
  const Judgement judgement = judge(attempt_with_exit(0), {.metrics = kMetrics});
  EXPECT_EQ(judgement.outcome, Outcome::succeeded);
  EXPECT_THAT(judgement.reasons, IsEmpty());
}

TEST(Judge, AKillForWantOfMemoryIsNamed) {
  AttemptRecord killed;
  killed.status.signal = 9;
  EXPECT_THAT(codes(judge(killed, {.oom_kill = OomKill::in_tree})),
              ElementsAre("exit_status", "out_of_memory"));
  EXPECT_THAT(codes(judge(killed, {.oom_kill = OomKill::on_machine})),
              ElementsAre("exit_status", "out_of_memory"));
  EXPECT_THAT(codes(judge(attempt_with_exit(137), {.oom_kill = OomKill::on_machine})),
              ElementsAre("exit_status", "out_of_memory"))
      << "a shell tells of its command so";
}

TEST(Judge, AKillForWantOfMemoryElsewhereIsNoReason) {
  EXPECT_THAT(codes(judge(attempt_with_exit(1), {.oom_kill = OomKill::on_machine})),
              ElementsAre("exit_status"));
  EXPECT_THAT(codes(judge(attempt_with_exit(0), {.oom_kill = OomKill::in_tree})), IsEmpty())
      << "a training that did without the process that was killed";
}

TEST(Judge, DeadProcessesThatHoldTheDeviceFailTheRun) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.stops = {{.tree = kGpuContexts,
                    .seen = 1,
                    .survivors = 1,
                    .survivor_processes = {"pid 7 (not in /proc), 512 MiB"}}};
  expect(judge(attempt, {}), Outcome::failed, "gpu_context_left",
         "dead processes still hold memory of the device: pid 7 (not in /proc), 512 MiB");
}

TEST(Judge, FilesThatCouldNotBeWrittenMakeARunSuspect) {
  expect(judge(attempt_with_exit(0), {.unwritten = {"traces: disk full"}}), Outcome::suspect,
         "files_incomplete", "not all of the run's files could be written: traces: disk full");
}

TEST(Judge, WhatCannotBeVerifiedMakesNothingSuspect) {
  AttemptRecord attempt = parallel_attempt();
  attempt.cooling.verdict = GateVerdict::not_verifiable;
  attempt.load->verdict = LoadVerdict::not_verifiable;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, AnExitStatusOtherThanZeroFails) {
  expect(judge(attempt_with_exit(1), {}), Outcome::failed, "exit_status", "exit code 1");
  AttemptRecord killed;
  killed.status.signal = 11;
  expect(judge(killed, {}), Outcome::failed, "exit_status", "killed by signal 11 (SIGSEGV)");
  expect(judge(AttemptRecord{}, {}), Outcome::failed, "exit_status",
         "its end was not seen: no exit status");
}

TEST(Judge, ATrainingThatCouldNotBeStartedFailsForThatAlone) {
  AttemptRecord attempt;
  attempt.start_error = "./train.sh: Permission denied (errno 13)";
  expect(judge(attempt, {.metrics = kMetrics}), Outcome::failed, "start_error",
         "could not be started: ./train.sh: Permission denied (errno 13)");
}

TEST(Judge, ATimeoutIsTheReasonAndNotTheSignalThatEndedIt) {
  AttemptRecord attempt;
  attempt.timed_out = true;
  attempt.status.signal = 9;
  expect(judge(attempt, {.timeout = Seconds(600)}), Outcome::failed, "timeout",
         "did not end within 600 s (timeout)");
  attempt.status = {.code = 1, .signal = std::nullopt};
  expect(judge(attempt, {.timeout = Seconds(0.5)}), Outcome::failed, "timeout",
         "did not end within 0.5 s (timeout)");
}

TEST(Judge, SurvivorsOfAnyStopFail) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.stops = {{.tree = "foreground"}, {.tree = "background", .survivors = 2}};
  expect(judge(attempt, {}), Outcome::failed, "survivors",
         "2 processes of the background survived the stop");
}

TEST(Judge, ADeadKeeperFails) {
  AttemptRecord attempt;
  expect(judge(attempt, {.keeper_died = true}), Outcome::failed, "keeper_died",
         "the keeper process of a training died; what it watched over was killed");
}

TEST(Judge, ABackgroundThatGaveUpFailsAndTheForegroundsSignalIsOurs) {
  AttemptRecord attempt = parallel_attempt();
  attempt.status = {.code = std::nullopt, .signal = 15};
  const auto failed = [](int number) {
    return BackgroundRun{
        .number = number, .end = Instant{}, .status = {.code = 1, .signal = std::nullopt}};
  };
  attempt.load->runs = {
      {.number = 1, .end = Instant{}, .status = {.code = 0, .signal = {}}}, failed(2), failed(3)};
  expect(judge(attempt, {.background_gave_up = true}), Outcome::failed, "background_failed",
         "the background training could not stay up: it failed 2 times in a row (last, run 3: exit "
         "code 1)");
}

TEST(Judge, AStrangerThatIsNotWaitedForFailsTheRunForThatAlone) {
  AttemptRecord attempt;
  attempt.cooling.verdict = GateVerdict::refused;
  attempt.cooling.reason = "pid 4711 (python3), 512 MiB";
  expect(judge(attempt, {.metrics = kMetrics}), Outcome::failed, "stranger_refused",
         "not started beside foreign work on the device: pid 4711 (python3), 512 MiB");
}

TEST(Judge, AnInterruptionWinsOverWhatItCaused) {
  AttemptRecord attempt;
  attempt.status.signal = 15;
  expect(judge(attempt, {.metrics = kMetrics, .interrupted = true}), Outcome::interrupted,
         "interrupted", "stopped from outside before it had ended");
  attempt.stops = {{.tree = "foreground", .survivors = 1}};
  EXPECT_THAT(codes(judge(attempt, {.interrupted = true})),
              ElementsAre("interrupted", "survivors"));
}

TEST(Judge, ListsEveryReasonThoseForFailingFirst) {
  AttemptRecord attempt = attempt_with_exit(1);
  attempt.stops = {{.tree = "foreground", .survivors = 1}};
  const Judgement judgement =
      judge(attempt, {.error_lines = {"AssertionError"}, .suspended = Seconds(1)});
  EXPECT_EQ(judgement.outcome, Outcome::failed);
  EXPECT_THAT(codes(judgement),
              ElementsAre("exit_status", "survivors", "error_pattern", "suspended"));
  EXPECT_THAT(judgement.reasons[1].text, HasSubstr("1 process of the foreground"));
}

}  // namespace
}  // namespace mutation
