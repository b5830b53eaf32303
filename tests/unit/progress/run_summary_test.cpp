#include "progress/run_summary.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <time.h>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;
using progress_test::bare_run;
using progress_test::parallel_run;
using progress_test::text_of;
using progress_test::two_instruments;
using testing::HasSubstr;
using testing::Not;

class RunSummary : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC0", 1);
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }

  static std::string summary_of(const RunRecord& run) {
    return text_of(run_summary({.runs = 3, .run = run}, two_instruments(), at(185).utc));
  }
};

TEST_F(RunSummary, TellsEverythingOfAParallelRun) {
  EXPECT_EQ(
      text_of(run_summary({3, parallel_run(2), Seconds(250)}, two_instruments(), at(185).utc)),
      R"(Run 2 of 3 succeeded: resnet_resnet20_002_parallel
   Training         59.3 s, exit code 0 (3m 05s with all waits)
   GPU energy       14.03 kJ ± 12 J (counter), simulated
                    above idle 9870 J (takes the idle power as unchanged)
                    above the background not measured: no power was measured while it ran alone
   GPU power        average 236.6 W, highest 301.0 W, lowest 70.2 W, simulated
   GPU temperature  average 58.2 °C, highest 63 °C, simulated
   GPU utilisation  not measured: no source offers it
   CPU energy       3021 J (package-0 3021 J)
   Metrics          accuracy 0.8123
   Cooling          settled after 1m 02s of at least 60 s, run started at 41 °C: temperature and power are steady at idle
   Load             proved after 30.1 s: GPU utilisation is 97 %
                    alive in 99.8 % of the foreground, 2 background runs, 0 failed; alone it drew 180.3 W
   Stopped          foreground: 5 processes seen, 0 killed, 0 left alive (cgroup.kill, 0.1 s)
                    background: 1 process seen, 1 killed, 0 left alive (cgroup.kill, 10.2 s)
   Session          about 4m 10s left, until 09:37
)");
}

TEST_F(RunSummary, OfARunWithNothingMeasuredHasReasonsAndNoZeros) {
  RunRecord run = bare_run(3);
  run.attempts[0].phases = {{PhaseKind::foreground, at(0), at(6.5), {}}};
  Instrumentation nothing;
  nothing.absences = {{"GPU power", "no libnvidia-ml.so.1", "install the driver"},
                      {"CPU energy (RAPL)", "no /sys/class/powercap", ""}};
  run.attempts[0].energy.reasons = {"GPU power: no libnvidia-ml.so.1",
                                    "CPU energy (RAPL): no /sys/class/powercap"};
  EXPECT_EQ(text_of(run_summary({.runs = 3, .run = run}, nothing, at(7).utc)),
            R"(Run 3 of 3 failed: resnet_resnet20_003_parallel
   Because          the training ended with signal 9 (SIGKILL)
   Training         6.5 s, signal 9 (SIGKILL) (7.0 s with all waits)
   GPU energy       not measured: no libnvidia-ml.so.1
   CPU energy       not measured: no /sys/class/powercap
   Metrics          not found in the log: accuracy
   Cooling          not verifiable after 0.0 s, start temperature not measured: no sensor shows the GPU's power or temperature
)");
}

TEST_F(RunSummary, GivesNoSensorAnotherSensorsReason) {
  RunRecord run = parallel_run(1);
  run.attempts[0].energy.gpu_power_avg_watts.reset();
  run.attempts[0].energy.gpu_power_max_watts.reset();
  run.attempts[0].energy.gpu_power_min_watts.reset();
  Instrumentation instruments = two_instruments();
  instruments.channels.push_back({.quantity = Quantity::power});
  instruments.absences = {{"GPU memory temperature of SIM-0", "NVML_ERROR_NOT_SUPPORTED", ""}};
  const std::string text = text_of(run_summary({.runs = 1, .run = run}, instruments, at(0).utc));
  EXPECT_THAT(text, HasSubstr("   GPU power        not measured: no reading during the foreground "
                              "training\n"));
  EXPECT_THAT(text, HasSubstr("   GPU utilisation  not measured: no source offers it\n"));
}

TEST_F(RunSummary, OfAnEmptyRecordInventsNothing) {
  EXPECT_EQ(text_of(run_summary({.runs = 1}, {}, at(0).utc)),
            "Run 0 of 1 failed: \n   Training         no attempt was made\n");
}

TEST_F(RunSummary, OfATrainingThatCouldNotStartSaysWhy) {
  RunRecord run = parallel_run(1);
  run.outcome = Outcome::failed;
  AttemptRecord attempt;
  attempt.start = run.start;
  attempt.end = run.end;
  attempt.start_error = "./train.sh: Permission denied (errno 13)";
  attempt.load.emplace();
  run.attempts = {attempt};
  const std::string text = summary_of(run);
  EXPECT_THAT(text, HasSubstr("   Training         the training did not run: ./train.sh: "
                              "Permission denied (errno 13) (3m 05s with all waits)\n"));
  EXPECT_THAT(text, HasSubstr("   GPU energy       not measured: the foreground training was not "
                              "reached\n"));
  EXPECT_THAT(text, HasSubstr("   Load             the background training was not started\n"));
  EXPECT_THAT(text, HasSubstr("   Metrics          none: there is no log of a training that did "
                              "not run\n"));
  EXPECT_THAT(text, Not(HasSubstr("not found in the log")));
}

TEST_F(RunSummary, CountsNothingOfTheTimeUntilACutOffRunWentOn) {
  RunRecord run = parallel_run(1);
  AttemptRecord before;
  before.start = at(-100000);
  before.end = at(-99985);
  before.outcome = Outcome::interrupted;
  run.start = before.start;
  run.attempts.insert(run.attempts.begin(), before);
  EXPECT_THAT(text_of(run_summary({.runs = 1, .run = run}, two_instruments(), at(185).utc)),
              HasSubstr("59.3 s, exit code 0, attempt 2 (3m 20s with all waits)\n"));
}

TEST_F(RunSummary, OfARunThatWasInterruptedInItsCoolingSaysNotThatItStarted) {
  RunRecord run = parallel_run(1);
  run.attempts[0].cooling.verdict = GateVerdict::interrupted;
  EXPECT_THAT(
      text_of(run_summary({.runs = 1, .run = run}, two_instruments(), at(185).utc)),
      HasSubstr("   Cooling          interrupted after 1m 02s of at least 60 s, the GPU was "
                "at 41 °C"));
}

TEST_F(RunSummary, OfALoadThatWasNotShownGivesNoPower) {
  RunRecord run = parallel_run(1);
  run.attempts[0].load->verdict = LoadVerdict::not_verifiable;
  EXPECT_THAT(text_of(run_summary({.runs = 1, .run = run}, two_instruments(), at(185).utc)),
              HasSubstr("2 background runs, 0 failed\n"));
}

TEST_F(RunSummary, OfTheSessionsLastRunSaysNothingOfItsRest) {
  const std::string text =
      text_of(run_summary({3, parallel_run(2), std::nullopt}, two_instruments(), at(185).utc));
  EXPECT_THAT(text, Not(HasSubstr("   Session ")));
}

TEST_F(RunSummary, ShowsEachOfSeveralGpusAndWhichAreNotSummed) {
  RunRecord run = parallel_run(1);
  auto& energy = run.attempts[0].phases[0].energy;
  energy[0].figure.uncertainty = Joules{0.44};
  energy[0].figure.integral = Joules{13590};
  energy.push_back({.device = "GPU-b", .in_total = false, .figure = {.reason = "GPU is lost"}});
  const std::string text = summary_of(run);
  EXPECT_THAT(text, HasSubstr("   GPU energy       14.03 kJ ± 12 J, simulated\n"
                              "                    GPU 0 (Simulated GPU): 14.03 kJ ± 0.44 J "
                              "(counter; integral 13.59 kJ, 3.1 % less), simulated\n"
                              "                    GPU-b: not measured: GPU is lost, not in the "
                              "sum\n"));
}

TEST_F(RunSummary, GivesNoEnergyAsExact) {
  RunRecord run = parallel_run(1);
  run.attempts[0].energy.gpu_energy_uncertainty_joules = 2.4e-5;
  EXPECT_THAT(summary_of(run), HasSubstr("   GPU energy       14.03 kJ ± <0.01 J (counter)"));
}

TEST_F(RunSummary, SaysHowMuchOfTheTimeAnIntegralCovers) {
  RunRecord run = parallel_run(1);
  run.attempts[0].phases[0].energy[0].figure = {
      .energy = Joules{14032}, .method = "integral", .coverage = 0.97};
  run.attempts[0].gaps = {"SIM-0 power: 1.8 s without a reading (late)"};
  const std::string text = summary_of(run);
  EXPECT_THAT(text, HasSubstr("14.03 kJ ± 12 J (integral; readings cover 97 %), simulated\n"));
  EXPECT_THAT(text, HasSubstr("   Gaps             SIM-0 power: 1.8 s without a reading (late)\n"));
}

TEST_F(RunSummary, CountsAttemptsBackgroundFailuresAndSurvivors) {
  RunRecord run = parallel_run(1);
  run.attempts.insert(run.attempts.begin(), AttemptRecord{});
  AttemptRecord& last = run.attempts.back();
  last.timed_out = true;
  last.load->runs[0].status.code = 1;
  last.stops[1].survivors = 2;
  const Lines lines = run_summary({.runs = 3, .run = run}, two_instruments(), at(0).utc);
  const std::string text = text_of(lines);
  EXPECT_THAT(text, HasSubstr("59.3 s, exit code 0, stopped at its timeout, attempt 2 ("));
  EXPECT_THAT(text, HasSubstr("2 background runs, 1 failed"));
  EXPECT_THAT(text, HasSubstr("background: 1 process seen, 1 killed, 2 left alive"));
  EXPECT_EQ(lines.back().tone, Tone::bad);
}

TEST_F(RunSummary, TellsOfGpuContextsOnlyWhereSomeWereLeft) {
  RunRecord run = parallel_run(1);
  std::vector<StopRecord>& stops = run.attempts.back().stops;
  stops.push_back({.tree = kGpuContexts, .method = kContextsByLists, .took = Seconds(1)});
  const auto text = [&] {
    return text_of(run_summary({.runs = 1, .run = run}, two_instruments(), at(0).utc));
  };
  EXPECT_THAT(text(), Not(HasSubstr("GPU contexts")));
  stops.back().seen = 2;
  stops.back().survivors = 1;
  EXPECT_THAT(text(), HasSubstr("GPU contexts: of 2 dead processes, 1 not given back (1.0 s)"));
}

TEST_F(RunSummary, RepeatsNoReasonButKeepsTheOthers) {
  RunRecord run = parallel_run(1);
  run.attempts[0].energy.reasons.push_back("the power limit changed during the run");
  const std::string text = summary_of(run);
  EXPECT_THAT(text, HasSubstr("   Remarks          the power limit changed during the run\n"));
  EXPECT_THAT(text, Not(HasSubstr("CPU energy (dram)")));
}

}  // namespace
}  // namespace mutation
