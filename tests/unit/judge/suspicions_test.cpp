// What makes an attempt suspect that ended well, and what does not.
#include "unit/judge/judged.h"

namespace mutation {
namespace {

using testing::ElementsAre;

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
  expect(judge(attempt, {.metrics = kMetrics}), Outcome::suspect, "no_metrics",
         "the log has none of the catalogue's metrics");
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
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
  attempt.load->alive_fraction = 0.79;
  expect(judge(attempt, {}), Outcome::suspect, "load_interrupted",
         "the background was alive in only 79 % of the foreground's time (minimum_load_fraction "
         "asks for 80 %)");
  attempt.load->alive_fraction = 0.8;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, APauseThatWasAskedForIsAGapToo) {
  AttemptRecord attempt = parallel_attempt();
  attempt.load->alive_fraction = 0.2;
  attempt.load->paused_fraction = 0.8;
  expect(judge(attempt, {}), Outcome::suspect, "load_interrupted",
         "the background was alive in only 20 % of the foreground's time (minimum_load_fraction "
         "asks for 80 %); "
         "80 % were the pauses of background_restart_delay_seconds between its runs: a shorter "
         "pause or a longer background training helps");
}

TEST(Judge, TheLeastShareOfALoadIsTheSettings) {
  AttemptRecord attempt = parallel_attempt();
  attempt.load->alive_fraction = 0.5;
  Evidence half;
  half.rules.minimum_load_fraction = 0.5;
  EXPECT_EQ(judge(attempt, half).outcome, Outcome::succeeded);
  half.rules.minimum_load_fraction = 0.51;
  EXPECT_THAT(codes(judge(attempt, half)), ElementsAre("load_interrupted"));
}

TEST(Judge, ABackgroundThatLivedButDidNotLoadTheDeviceIsSuspect) {
  AttemptRecord attempt = parallel_attempt();
  attempt.load->loaded_fraction = 0.75;
  attempt.load->paused_fraction = 0.03;
  expect(judge(attempt, {}), Outcome::suspect, "load_absent",
         "the background loaded the device in only 75 % of the looks during the foreground "
         "(minimum_load_fraction asks for 80 %)");
  attempt.load->loaded_fraction = 0.8;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, EnergyOfOnlyAPartOfTheRunIsSuspect) {
  expect(judge(attempt_with_exit(0), {.energy_coverage = 0.505}), Outcome::suspect,
         "energy_incomplete", "the energy covers only 50.5 % of the run");
}

TEST(Judge, StrangersAreSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.strangers = {{.pid = 4711, .name = "python3", .memory_bytes = 512 << 20}};
  expect(judge(attempt, {}), Outcome::suspect, "stranger",
         "foreign work on the device: pid 4711 (python3), 512 MiB");
}

TEST(Judge, ManyStrangersAreNotAllListed) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.strangers.assign(12, StrangerRecord{.pid = 4711});
  const Judgement judgement = judge(attempt, {});
  ASSERT_EQ(judgement.reasons.size(), 11u);
  EXPECT_EQ(judgement.reasons[9].text, "foreign work on the device: pid 4711 (not in /proc)");
  EXPECT_EQ(judgement.reasons[10].text, "foreign work on the device: 2 more");
}

TEST(Judge, ThrottlingIsSuspectAboveItsShare) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.throttling = {{"GPU-0", "hardware thermal slowdown", Seconds(12), 0.02}};
  expect(judge(attempt, {}), Outcome::suspect, "throttled",
         "the device throttled: hardware thermal slowdown for 12.0 s, 2.0 % of the time "
         "(throttling_max_fraction allows 1.0 %)");
  Evidence patient;
  patient.rules.throttling_max_fraction = 0.02;
  EXPECT_EQ(judge(attempt, patient).outcome, Outcome::succeeded);
}

TEST(Judge, ThePowerCapIsNeverSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.throttling = {{"GPU-0", std::string(kPowerCapThrottling), Seconds(600), 1}};
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, ErrorsOfTheDeviceAreSuspect) {
  expect(judge(attempt_with_exit(0), {.device_errors = {{"xid_error", "GPU-0: Xid 79"}}}),
         Outcome::suspect, "xid_error", "GPU-0: Xid 79");
}

TEST(Judge, ForeignLoadOfTheCpusIsSuspectAboveItsShare) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.foreign_cpu_fraction = 0.25;
  expect(judge(attempt, {}), Outcome::suspect, "foreign_cpu_load",
         "processes outside of this run used 25.0 % of all CPUs (foreign_cpu_max_fraction allows "
         "10.0 %)");
  attempt.foreign_cpu_fraction = 0.1;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
  attempt.foreign_cpu_fraction.reset();
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded) << "not known is no reason";
}

TEST(Judge, AMetricThatIsRequiredAndMissingIsSuspect) {
  const std::vector<MetricSpec> specs = {{.name = "accuracy", .required = true},
                                         {.name = "loss", .required = true},
                                         {.name = "speed"}};
  expect(judge(attempt_with_exit(0), {.metrics = specs}), Outcome::suspect, "metric_missing",
         "the log does not have the metric loss");
  AttemptRecord none = attempt_with_exit(0);
  none.metrics.clear();
  EXPECT_THAT(codes(judge(none, {.metrics = specs})),
              ElementsAre("metric_missing", "metric_missing"))
      << "named one by one, where some are required";
  none.status.code = 1;
  EXPECT_THAT(codes(judge(none, {.metrics = specs})), ElementsAre("exit_status"));
}

TEST(Judge, AMetricOutOfItsBoundsIsSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.metrics = {{"accuracy", 4580}};
  const std::vector<MetricSpec> specs = {{.name = "accuracy", .bounds = Range{0, 1}}};
  expect(judge(attempt, {.metrics = specs}), Outcome::suspect, "metric_out_of_bounds",
         "the metric accuracy is 4580.0; the catalogue bounds it by 0.0 and 1.0");
  attempt.metrics = {{"accuracy", 1}};
  EXPECT_EQ(judge(attempt, {.metrics = specs}).outcome, Outcome::succeeded)
      << "both ends belong to them";
  attempt.metrics = {{"accuracy", -0.1}};
  EXPECT_EQ(judge(attempt, {.metrics = specs}).outcome, Outcome::suspect);
}

TEST(Judge, AWellEndedRunWithoutASuccessPatternIsSuspect) {
  expect(judge(attempt_with_exit(0), {.success_missing = true}), Outcome::suspect,
         "no_success_pattern",
         "the log has nothing that matches one of the catalogue's success_patterns");
  EXPECT_THAT(codes(judge(attempt_with_exit(1), {.success_missing = true})),
              ElementsAre("exit_status"));
}

TEST(Judge, ADurationUnlikeEarlierOnesIsSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.duration = Seconds(90);
  const Evidence evidence{.earlier_durations = {Seconds(30), Seconds(31), Seconds(29)}};
  expect(judge(attempt, evidence), Outcome::suspect, "duration_implausible",
         "it took 90.0 s; 3 earlier runs took 30.0 s in the median, 15.0 to 45.0 s are plausible");
  attempt.duration = Seconds(44);
  EXPECT_EQ(judge(attempt, evidence).outcome, Outcome::succeeded);
  attempt.duration = Seconds(3);
  EXPECT_EQ(judge(attempt, evidence).outcome, Outcome::suspect);
  attempt.status.code = 1;
  EXPECT_THAT(codes(judge(attempt, evidence)), ElementsAre("exit_status"));
}

TEST(Judge, AGateThatTimedOutAloneMakesNothingSuspect) {
  AttemptRecord attempt = attempt_with_exit(0);
  attempt.cooling.verdict = GateVerdict::timed_out;
  EXPECT_EQ(judge(attempt, {}).outcome, Outcome::succeeded);
}

TEST(Judge, AStartUnlikeTheSessionsIsSuspect) {
  expect(judge(attempt_with_exit(0), {.start_temperature_off = "started at 45.0 C, too hot"}),
         Outcome::suspect, "start_temperature", "started at 45.0 C, too hot");
}

TEST(Judge, AWarmUpThatWasEndedOnceTheDeviceWasHotHasNotFailed) {
  AttemptRecord attempt;
  attempt.status.signal = 15;
  EXPECT_EQ(judge(attempt, {.ended_when_warm = true}).outcome, Outcome::succeeded);
}

TEST(Judge, ASuspendedMachineIsSuspect) {
  expect(judge(attempt_with_exit(0), {.suspended = Seconds(42.34)}), Outcome::suspect, "suspended",
         "the machine was suspended for 42.3 s");
}

}  // namespace
}  // namespace mutation
