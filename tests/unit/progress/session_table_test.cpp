#include "progress/session_table.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::bare_run;
using progress_test::parallel_run;
using progress_test::text_of;
using testing::HasSubstr;
using testing::Not;

TEST(SessionTable, HasOneLineARunAndOneScaleAColumn) {
  SessionRow first = session_row(parallel_run(1));
  SessionRow second = session_row(parallel_run(2));
  second.gpu_energy = Joules{521};
  const std::vector<SessionRow> rows = {first, second, session_row(bare_run(3))};
  EXPECT_EQ(
      text_of(session_table(rows, 0)),
      R"(#  experiment                    outcome    duration  GPU kJ  CPU J  start  cooling  accuracy
1  resnet_resnet20_001_parallel  succeeded    59.3 s   14.03   3021  41 °C   1m 02s    0.8123
2  resnet_resnet20_002_parallel  succeeded    59.3 s    0.52   3021  41 °C   1m 02s    0.8123
3  resnet_resnet20_003_parallel  failed        6.5 s       -      -      -    0.0 s         -
- was not measured; the run's record says why
GPU figures are simulated, not measured
)");
}

TEST(SessionTable, NamesMetricsThatDiffer) {
  SessionRow first = session_row(parallel_run(1));
  SessionRow second = session_row(parallel_run(2));
  second.metric = Metric{"loss", 0.5};
  const std::string text = text_of(session_table({first, second}, 0));
  EXPECT_THAT(text, HasSubstr("cooling           metric\n"));
  EXPECT_THAT(text, HasSubstr("1m 02s  accuracy 0.8123\n"));
  EXPECT_THAT(text, HasSubstr("1m 02s         loss 0.5\n"));
}

TEST(SessionTable, FitsTheTerminalByShorteningTheExperiment) {
  const Lines lines = session_table({session_row(parallel_run(1))}, 80);
  EXPECT_EQ(lines[1].text,
            "1  resnet_…arallel  succeeded    59.3 s   14.03   3021  41 °C   1m 02s    0.8123");
}

TEST(SessionTable, OfARunWithoutAnAttemptShowsNothingMeasured) {
  const SessionRow row = session_row(RunRecord{});
  EXPECT_FALSE(row.duration || row.gpu_energy || row.cpu_energy || row.start_temperature ||
               row.cooling || row.metric);
}

TEST(SessionTable, OfATrainingThatNeverRanHasNoDuration) {
  RunRecord run;
  run.attempts = {AttemptRecord{}};
  run.attempts[0].start_error = "./train.sh: Permission denied";
  run.attempts[0].cooling.end_temperature = Celsius{41};
  EXPECT_FALSE(session_row(run).duration);
  EXPECT_FALSE(session_row(run).start_temperature);
}

TEST(SessionSummary, OfARegularEndCountsAndTellsHowToLook) {
  const std::vector<SessionRow> rows = {session_row(parallel_run(1)), session_row(parallel_run(2))};
  const Lines lines = session_summary(
      {.session = "run_1", .directory = "/my data/run_1", .runs_planned = 2, .runs_done = 2}, rows,
      0);
  const std::string text = text_of(lines);
  EXPECT_THAT(text, testing::StartsWith("\nSession run_1 has ended\n#  experiment"));
  EXPECT_THAT(text, HasSubstr("   Runs             2 succeeded\n"
                              "   Folder           /my data/run_1\n"
                              "   Look closer      mutation status run_1 --results '/my data'\n"));
  EXPECT_THAT(text, Not(HasSubstr("To go on")));
  EXPECT_THAT(text, Not(HasSubstr("Ended early")));
}

TEST(SessionSummary, OfAnEarlyEndTellsWhyWhatIsMissingAndHowToGoOn) {
  SessionRow warm_up = session_row(parallel_run(1));
  warm_up.role = Role::warm_up;
  const std::vector<SessionRow> rows = {warm_up, session_row(bare_run(2))};
  const std::string text = text_of(session_summary({.session = "run_1",
                                                    .directory = "/d/run_1",
                                                    .runs_planned = 7,
                                                    .runs_done = 3,
                                                    .ended_by = "interrupted",
                                                    .resume_hint = "mutation resume run_1"},
                                                   rows, 0));
  EXPECT_THAT(text, HasSubstr("   Runs             1 failed, 1 that do not count, 1 done earlier, "
                              "4 not run\n"
                              "   Ended early      interrupted\n"));
  EXPECT_THAT(text, HasSubstr("   To go on         mutation resume run_1\n"));
}

TEST(SessionSummary, OfAWarmUpThatFailedIsNoBadNews) {
  SessionRow warm_up = session_row(bare_run(1));
  warm_up.role = Role::warm_up;
  const Lines lines = session_summary(
      {.session = "run_1", .directory = "/d/run_1", .runs_planned = 2, .runs_done = 2},
      {warm_up, session_row(parallel_run(2))}, 0);
  const auto counts = std::ranges::find_if(
      lines, [](const auto& line) { return text_of({line}).find("   Runs ") == 0; });
  ASSERT_NE(counts, lines.end());
  EXPECT_EQ(counts->tone, Tone::good);
}

TEST(SessionSummary, OfASessionWithoutRunsHasNoTable) {
  EXPECT_EQ(text_of(session_summary({.session = "s", .directory = "s", .runs_planned = 1}, {}, 0)),
            R"(
Session s has ended
   Runs             1 not run
   Folder           s
   Look closer      mutation status s
)");
}

}  // namespace
}  // namespace mutation
