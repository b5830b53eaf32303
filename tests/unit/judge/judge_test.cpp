#include "judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

AttemptRecord attempt_with_exit(int code) {
  AttemptRecord attempt;
  attempt.status.code = code;
  attempt.metrics = {{"accuracy", 0.9}};
  return attempt;
}

AttemptRecord parallel_attempt() {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.load = LoadRecord{.verdict = LoadVerdict::proved, .alive_fraction = 0.97};
  return attempt;
}

std::vector<std::string> codes(const Judgement& judgement) {
  std::vector<std::string> codes;
  for (const Reason& reason : judgement.reasons) codes.push_back(reason.code);
  return codes;
}

void expect(const Judgement& judgement, Outcome outcome, const std::string& code,
            const std::string& text) {
  EXPECT_EQ(to_text(judgement.outcome), to_text(outcome));
  ASSERT_THAT(codes(judgement), ElementsAre(code));
  EXPECT_EQ(judgement.reasons[0].text, text);
}

TEST(Judge, ACleanExitWithMetricsSucceeds) {
  const Judgement judgement = judge(attempt_with_exit(0), {.metrics_expected = true});
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
  expect(judge(attempt, {.metrics_expected = true}), Outcome::failed, "start_error",
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
  attempt.load->runs = {{.number = 3, .status = {.code = 1, .signal = std::nullopt}}};
  expect(judge(attempt, {.background_gave_up = true}), Outcome::failed, "background_failed",
         "the background training failed again and again right after its start (last, run 3: exit "
         "code 1)");
}

TEST(Judge, AnInterruptionWinsOverWhatItCaused) {
  AttemptRecord attempt;
  attempt.status.signal = 15;
  expect(judge(attempt, {.metrics_expected = true, .interrupted = true}), Outcome::interrupted,
         "interrupted", "stopped from outside before it had ended");
  attempt.stops = {{.tree = "foreground", .survivors = 1}};
  EXPECT_THAT(codes(judge(attempt, {.interrupted = true})),
              ElementsAre("interrupted", "survivors"));
}

TEST(Judge, AnErrorInTheLogOfACleanExitIsSuspect) {
  expect(judge(attempt_with_exit(0), {.error_lines = {"CUDA out of memory"}}), Outcome::suspect,
         "error_pattern", "the log tells of an error: \"CUDA out of memory\"");
}

TEST(Judge, ALogThatCouldNotBeSearchedIsSuspect) {
  expect(judge(attempt_with_exit(0), {.scan_problems = {"metric \"m\": pattern gave up"}}),
         Outcome::suspect, "scan_problem",
         "the log could not be searched: metric \"m\": pattern gave up");
}

TEST(Judge, NoneOfTheExpectedMetricsIsSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.metrics.clear();
  expect(judge(attempt, {.metrics_expected = true}), Outcome::suspect, "no_metrics",
         "the log has none of the catalogue's metrics");
  EXPECT_EQ(judge(attempt, {.metrics_expected = false}).outcome, Outcome::succeeded);
}

TEST(Judge, ALoadThatWasNotProvedIsSuspect) {
  AttemptRecord attempt = parallel_attempt();
  attempt.load->verdict = LoadVerdict::not_proved;
  attempt.load->reason = "power never rose above idle";
  expect(judge(attempt, {}), Outcome::suspect, "load_not_proved",
         "the background was not shown to load the device: power never rose above idle");
}

TEST(Judge, ALoadThatWasMostlyAbsentIsSuspect) {
  AttemptRecord attempt = parallel_attempt();
  attempt.load->alive_fraction = 0.59;
  attempt.load->paused_fraction = 0.2;
  expect(judge(attempt, {}), Outcome::suspect, "load_interrupted",
         "the background was alive, or pausing as asked, in only 79 % of the foreground's time (at "
         "least 80 % is asked)");
  attempt.load->alive_fraction = 0.6;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, EnergyOfOnlyAPartOfTheRunIsSuspect) {
  expect(judge(attempt_with_exit(0), {.energy_coverage = 0.505}), Outcome::suspect,
         "energy_incomplete", "the energy covers only 50.5 % of the run");
}

TEST(Judge, StrangersAndThrottlingAreSuspect) {
  const Judgement judgement =
      judge(attempt_with_exit(0), {.strangers = {"pid 4711 (python3) on GPU 0"},
                                   .throttling = {"thermal slowdown for 12.0 s"}});
  EXPECT_EQ(judgement.outcome, Outcome::suspect);
  ASSERT_THAT(codes(judgement), ElementsAre("stranger", "throttled"));
  EXPECT_EQ(judgement.reasons[0].text, "foreign work on the device: pid 4711 (python3) on GPU 0");
  EXPECT_EQ(judgement.reasons[1].text, "the device throttled: thermal slowdown for 12.0 s");
}

TEST(Judge, AGateThatNeverSettledIsSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.cooling.verdict = GateVerdict::timed_out;
  attempt.cooling.taken = Seconds(300.2);
  attempt.cooling.reason = "still falling by 0.5 C/s";
  expect(judge(attempt, {}), Outcome::suspect, "cooling_timed_out",
         "the device had not settled after 300 s of cooling: still falling by 0.5 C/s");
}

TEST(Judge, ASuspendedMachineIsSuspect) {
  expect(judge(attempt_with_exit(0), {.suspended = Seconds(42.34)}), Outcome::suspect, "suspended",
         "the machine was suspended for 42.3 s");
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
