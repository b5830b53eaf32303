#include "progress/announcements.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;
using progress_test::text_of;

class Announcement : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC0", 1);
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST_F(Announcement, OfASessionTellsWhatIsMeasuredAndWhatIsNot) {
  EXPECT_EQ(text_of(announcement(SessionStarted{.session = "run_20251112_093000",
                                                .directory = "/data/run_20251112_093000",
                                                .experiment_name = "parallel example",
                                                .runs = 3,
                                                .minimum_waits = Seconds(270),
                                                .instrumentation = progress_test::two_instruments(),
                                                .notes = {"seed drawn: 42"}})),
            R"(Session run_20251112_093000: parallel example
   Folder           /data/run_20251112_093000
   Runs             3
   Waits            at least 4m 30s in all, beside the trainings
   Measured         GPU 0, Simulated GPU (SIM-0), simulated: power, temperature
                    CPU, RAPL package-0: energy counter
   Not measured     CPU energy (dram): no such zone below /sys/class/powercap
                    load the module intel_rapl_msr
   Simulated        the GPU is a model: none of its figures were measured
   Note: seed drawn: 42
)");
}

TEST_F(Announcement, OfASessionWithoutAnySourceSaysSo) {
  SessionStarted session{.session = "s", .directory = "/d", .experiment_name = "e", .runs = 1};
  session.instrumentation.absences = {{"GPU power", "no libnvidia-ml.so.1", ""}};
  session.instrumentation.processes_untrusted = "no NVML";
  EXPECT_EQ(text_of(announcement(session)), R"(Session s: e
   Folder           /d
   Runs             1
   Measured         nothing but times and metrics
   Not measured     GPU power: no libnvidia-ml.so.1
                    who else uses the GPU: no NVML
)");
}

TEST_F(Announcement, OfARunNamesTrainingValuesAndBackground) {
  EXPECT_EQ(text_of(announcement(RunStarted{2, 3, progress_test::planned_run(2), "id"}, at(1).utc)),
            R"(
Run 2 of 3: resnet_resnet20_002_parallel, started 09:30:01
   Training         resnet resnet20
   Mutated          learning_rate=0.05
   Given            epochs=12
   Background       VulBERTa mlp: epochs=1
)");
}

TEST_F(Announcement, OfARunThatDoesNotCountSaysSo) {
  PlannedRun planned = progress_test::planned_run(1);
  planned.role = Role::calibration;
  planned.background.reset();
  planned.foreground.hyperparameters.clear();
  EXPECT_EQ(text_of(announcement(RunStarted{1, 3, planned, "id"}, at(0).utc)), R"(
Run 1 of 3: resnet_resnet20_001_parallel (calibration, does not count), started 09:30:00
   Training         resnet resnet20
   Hyperparameters  the training's own defaults
)");
}

TEST_F(Announcement, OfARunThatIsAddedSaysWhy) {
  EXPECT_EQ(text_of(announcement(RunAdded{.index = 7,
                                          .runs = 7,
                                          .experiment_id = "mine_small_007",
                                          .why = "the interval is too wide"})),
            "➕ mine_small_007 is added (run 7, 7 in all): the interval is too wide\n");
}

TEST_F(Announcement, OfAnAttemptIsMadeFromTheSecondOn) {
  EXPECT_EQ(text_of(announcement(AttemptStarted{1, 1, 3})), "");
  EXPECT_EQ(text_of(announcement(AttemptStarted{1, 2, 3})), "   Attempt 2 of 3\n");
}

TEST_F(Announcement, OfTheCoolingPeriodIsTheContracts) {
  EXPECT_EQ(text_of(announcement(CoolingPeriod{Seconds(60)})),
            "\n"
            "\xE2\x9D\x84\xEF\xB8\x8F  GPU Cooling Period:\n"
            "   All training stopped. GPU will cool down during 60s idle time.\n"
            "\xE2\x8F\xB3 Sleeping 60 seconds for GPU cooling...\n");
  EXPECT_EQ(announcement(CoolingPeriod{Seconds(0.5)})[3].text,
            "⏳ Sleeping 0.5 seconds for GPU cooling...");
}

TEST_F(Announcement, OfPhasesTellsTheirBounds) {
  const auto started = [](PhaseKind kind, std::optional<Seconds> minimum,
                          std::optional<Seconds> maximum) {
    return text_of(announcement(PhaseStarted{1, 1, kind, minimum, maximum}));
  };
  EXPECT_EQ(started(PhaseKind::cooling, Seconds(60), Seconds(300)),
            "   Waiting for the GPU to settle: at least 60 s, at most 300 s\n");
  EXPECT_EQ(started(PhaseKind::cooling, Seconds(0), Seconds(300)),
            "   Waiting for the GPU to settle: at most 300 s\n");
  EXPECT_EQ(started(PhaseKind::cooling, Seconds(60), {}),
            "   Idle: at least 60 s; no sensor shows whether the GPU settles\n");
  EXPECT_EQ(started(PhaseKind::background_startup, Seconds(30), Seconds(300)),
            "   Background training starting: at least 30 s, then until it loads the GPU, at most "
            "300 s\n");
  EXPECT_EQ(started(PhaseKind::background_startup, Seconds(30), {}),
            "   Background training starting: at least 30 s; nothing can show its load\n");
  EXPECT_EQ(started(PhaseKind::foreground, {}, {}), "   Foreground training running\n");
  EXPECT_EQ(started(PhaseKind::stop, {}, {}), "   Stopping all trainings\n");
}

TEST_F(Announcement, OfVerdictsTellsTheTimeTakenAndTheTemperature) {
  const auto ended = [](PhaseKind kind, const char* verdict, std::optional<Celsius> temperature) {
    return text_of(announcement(PhaseEnded{1, 1, {kind, at(0), at(62), {}}, verdict}, temperature));
  };
  EXPECT_EQ(ended(PhaseKind::cooling, "settled: steady at idle", Celsius{41}),
            "   Cooling ended after 1m 02s at 41 °C: settled: steady at idle\n");
  EXPECT_EQ(ended(PhaseKind::cooling, "not verifiable: no sensor", {}),
            "   Cooling ended after 1m 02s: not verifiable: no sensor\n");
  EXPECT_EQ(ended(PhaseKind::background_startup, "proved: utilisation is 97 %", {}),
            "   Load after 1m 02s: proved: utilisation is 97 %\n");
  EXPECT_EQ(ended(PhaseKind::background_startup, "", {}),
            "   Background start-up ended after 1m 02s\n");
  EXPECT_EQ(ended(PhaseKind::stop, "", {}), "");
}

TEST_F(Announcement, OfABackgroundTrainingIsMadeOnlyWhenItFailed) {
  BackgroundRunEnded ended{
      1, {.number = 2, .start = at(0), .end = at(3.2), .log = "background_logs/run_2.log"}};
  ended.run.status.code = 0;
  EXPECT_EQ(text_of(announcement(ended, "/d/r")), "");
  ended.run.status.code = 1;
  EXPECT_EQ(text_of(announcement(ended, "/d/r")),
            "   Background training 2 ended after 3.2 s: exit code 1\n"
            "      see /d/r/background_logs/run_2.log\n");
  ended.run.stopped_by_us = true;
  EXPECT_EQ(text_of(announcement(ended, "/d/r")), "");
}

TEST_F(Announcement, OfANoticeCarriesItsHint) {
  EXPECT_EQ(text_of(announcement(Notice{Severity::warning, "a stranger", "the run is suspect"})),
            "   Warning: a stranger\n      the run is suspect\n");
  EXPECT_EQ(text_of(announcement(Notice{Severity::info, "all well", ""})), "   Note: all well\n");
}

TEST_F(Announcement, OfAFailedAttemptShowsTheEndOfItsLogAndWhatComesNext) {
  AttemptEnded ended{.index = 1, .attempts_allowed = 2};
  ended.attempt.reasons = {{"exit_status", "exit code 1"}};
  ended.attempt.log_tail = "epoch 1\n10%\r50%\nCUDA out of memory\n";
  EXPECT_EQ(text_of(announcement(ended)), R"(   Attempt 1 of 2 failed
      exit code 1
      The end of its log:
      | epoch 1
      | 50%
      | CUDA out of memory
      Next: attempt 2 of 2, after a wait.
)");
  ended.attempt.number = 2;
  ended.attempt.log_tail = "";
  EXPECT_EQ(text_of(announcement(ended)),
            "   Attempt 2 of 2 failed\n      exit code 1\n      No attempt is left.\n");
}

TEST_F(Announcement, PromisesNoNextAttemptBesideSurvivors) {
  AttemptEnded ended{.index = 1, .attempts_allowed = 3};
  ended.attempt.reasons = {{"survivors", "2 processes are still alive"}};
  EXPECT_EQ(text_of(announcement(ended)),
            "   Attempt 1 of 3 failed\n      2 processes are still alive\n"
            "      Nothing further is started while processes of it live.\n");
}

TEST_F(Announcement, OfAnAttemptThatDidNotFailIsLeftToTheSummary) {
  AttemptEnded ended{.index = 1, .attempts_allowed = 3};
  ended.attempt.outcome = Outcome::interrupted;
  EXPECT_EQ(text_of(announcement(ended)), "");
}

}  // namespace
}  // namespace mutation
