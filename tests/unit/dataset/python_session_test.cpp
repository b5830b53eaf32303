// The Python tool's sessions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "dataset/read_runs.h"
#include "dataset/sources.h"
#include "unit/dataset/material.h"

namespace mutation {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PythonSession : public testing::Test {
 protected:
  PythonSession() { put_session(session_); }
  TemporaryFolder folder_;
  const std::string session_ = folder_ / "run_20231115_060000";
};

TEST_F(PythonSession, GivesTheRunsOfBothShapesAndThoseThatOnlyItsSummaryHas) {
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok()) << to_text(read.error());
  ASSERT_EQ(read->runs.size(), 3u);
  EXPECT_THAT(read->notes, IsEmpty());
  const RecordedRun& flat = read->runs[0];
  EXPECT_EQ(flat.kind, RecordKind::python_experiment);
  EXPECT_EQ(flat.source, session_ + "/toys_ball_001/experiment.json");
  EXPECT_EQ(flat.session, "run_20231115_060000");
  EXPECT_EQ(flat.repository + "/" + flat.model, "toys/ball");
  EXPECT_FALSE(flat.parallel);
  EXPECT_EQ(to_text(flat.hyperparameters), "speed=0.5");
  EXPECT_THAT(flat.mutated, ElementsAre("speed"));
  EXPECT_EQ(flat.success, true);
  EXPECT_EQ(flat.duration, Seconds(10.5));
  const RecordedRun& parallel = read->runs[1];
  EXPECT_TRUE(parallel.parallel);
  EXPECT_EQ(parallel.repository + "/" + parallel.model, "toys/ball");
  ASSERT_TRUE(parallel.background);
  EXPECT_EQ(parallel.background->model, "cube");
  EXPECT_EQ(to_text(parallel.background->hyperparameters), "laps=1");
  EXPECT_EQ(parallel.success, false);
  EXPECT_EQ(parallel.retries, 3);
  EXPECT_EQ(parallel.error_message, "CUDA out of memory");
  const RecordedRun& row = read->runs[2];
  EXPECT_EQ(row.kind, RecordKind::csv_row);
  EXPECT_EQ(row.line, 3u);
  EXPECT_EQ(row.session, "run_20231115_060000");
  EXPECT_EQ(row.reported.gpu_energy_total_joules, 600.0);
}

TEST_F(PythonSession, KeepsWhatWasReportedAndGivesNoTotalThatWasOnlyASum) {
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok());
  const RecordedRun& run = read->runs[0];
  EXPECT_EQ(run.reported.gpu_energy_total_joules, 500.0);
  EXPECT_EQ(run.energy.gpu_energy_total_joules, std::nullopt);
  EXPECT_EQ(run.energy.gpu_energy_sum_legacy_joules, 500.0);
  EXPECT_THAT(run.energy.reasons, ElementsAre(HasSubstr("only the plain sum")));
  EXPECT_EQ(run.energy.cpu_energy_pkg_joules, 40.25);
  EXPECT_EQ(run.start, std::nullopt);
}

TEST_F(PythonSession, IntegratesItsTracesByRealTimeSteps) {
  const auto read = read_runs(session_, nullptr, {.traces = true});
  ASSERT_TRUE(read.ok());
  const RecordedRun& run = read->runs[0];
  EXPECT_EQ(run.reported.gpu_energy_total_joules, 500.0);
  EXPECT_NEAR(*run.energy.gpu_energy_total_joules, 925.0, 1e-6);  // perf's 9.25 s at 100 W
  EXPECT_EQ(run.energy.gpu_energy_sum_legacy_joules, 500.0);
  ASSERT_TRUE(run.traces);
  EXPECT_EQ(run.traces->samples, 5u);
  EXPECT_EQ(run.traces->first_seconds, 1700000000.0);
  EXPECT_EQ(run.traces->last_seconds, 1700000008.0);
  EXPECT_EQ(run.traces->median_period, 2.0);
  EXPECT_EQ(run.traces->longest_gap, 2.0);
  EXPECT_EQ(run.traces->start_temperature, Celsius{50});
  EXPECT_EQ(run.traces->start_power, Watts{100});
  EXPECT_EQ(run.traces->start_utilization, 20.0);  // of 0, 20, 40
  EXPECT_EQ(run.traces->median_utilization, 40.0);
  EXPECT_EQ(run.traces->final_utilization, 60.0);
}

TEST_F(PythonSession, LetsTheLastSampleHoldToTheTrainingsEndAndSaysSo) {
  const std::string power = session_ + "/toys_ball_001/energy/gpu_power.csv";
  put_file(
      power,
      "timestamp,power_draw_w\n1700000002,100\n1700000004,120\n1700000006,120\n1700000008,120\n");
  const auto read = read_runs(session_, nullptr, {.traces = true});
  ASSERT_TRUE(read.ok());
  const RecordedRun& run = read->runs[0];
  // 1 s of 100 W, 2 s of 110 W, 4 s and 2.25 s of 120 W.
  EXPECT_NEAR(*run.energy.gpu_energy_total_joules, 1070.0, 1e-6);
  EXPECT_GE(*run.energy.gpu_energy_uncertainty_joules, 3.25 * 20);
  EXPECT_THAT(run.energy.reasons, Contains(AllOf(HasSubstr("over 9.3 s of the training's 9.3 s"),
                                                 HasSubstr("for 3.3 s"))));
  ASSERT_TRUE(run.traces);
  EXPECT_DOUBLE_EQ(run.traces->energy_coverage.value(), 1);
}

TEST_F(PythonSession, LetsNoSampleHoldForLong) {
  const std::string power = session_ + "/toys_ball_001/energy/gpu_power.csv";
  put_file(power, "timestamp,power_draw_w\n1700000001,100\n1700000002,100\n1700000003,100\n");
  const auto read = read_runs(session_, nullptr, {.traces = true});
  ASSERT_TRUE(read.ok());
  const RecordedRun& run = read->runs[0];
  EXPECT_NEAR(*run.energy.gpu_energy_total_joules, 200.0, 1e-6);
  EXPECT_THAT(run.energy.reasons, Contains(HasSubstr("over 2.0 s of the training's 9.3 s")));
  EXPECT_NEAR(run.traces->energy_coverage.value(), 2 / 9.25, 1e-6);
}

TEST_F(PythonSession, KeepsTwoRowsOfOneIdWhoseFiguresDiffer) {
  std::ofstream(session_ + "/summary.csv", std::ios::app)
      << "toys_ball_003,2023-11-15T06:40:00.000000,toys,ball,True,12.5,1,4,,8.5,650.0\r\n"
         "toys_ball_003,2023-11-15T06:40:00.000000,toys,ball,True,12.5,1,4,,8.5,650.0\r\n";
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->runs.size(), 4u);
  EXPECT_EQ(read->runs[3].duration, Seconds(12.5));
  EXPECT_THAT(read->notes, ElementsAre(HasSubstr("with other figures"),
                                       HasSubstr("rows that say the same count once")));
}

TEST_F(PythonSession, SaysWhereTheSummaryContradictsTheRecord) {
  put_file(session_ + "/summary.csv",
           "experiment_id,timestamp,repository,model,duration_seconds,energy_gpu_total_joules\r\n"
           "toys_ball_001,2023-11-15T06:13:31.000777,toys,ball,99.5,500.0\r\n");
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->runs[0].contradictions,
              ElementsAre("duration_seconds 10.5, in summary.csv 99.5"));
  EXPECT_THAT(read->runs[1].contradictions, IsEmpty());
}

TEST_F(PythonSession, FindsStartAndEndOfTheTrainingInUtc) {
  const auto read = read_runs(session_, nullptr, {.traces = true});
  ASSERT_TRUE(read.ok());
  const RecordedRun& run = read->runs[0];
  ASSERT_TRUE(run.start && run.end);
  EXPECT_EQ(iso_utc(*run.start), "2023-11-14T22:13:21.000000Z");
  EXPECT_EQ(iso_utc(*run.end), "2023-11-14T22:13:30.250000Z");
  EXPECT_THAT(run.inferred, Contains(HasSubstr("start and end")));
  EXPECT_EQ(read->runs[1].start, std::nullopt);
}

TEST_F(PythonSession, SaysWhichRunHasNoRecord) {
  std::filesystem::create_directories(session_ + "/toys_ball_004/energy");
  put_file(session_ + "/toys_ball_002_parallel/experiment.json", "{broken");
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.size(), 2u);
  EXPECT_THAT(read->notes, ElementsAre(HasSubstr("toys_ball_002_parallel/experiment.json"),
                                       HasSubstr("toys_ball_004/experiment.json")));
}

TEST_F(PythonSession, HasTheSameNamesForItsRunsWhereverItLies) {
  const auto here = read_runs(session_, nullptr);
  put_session(folder_ / "elsewhere");
  const auto there = read_runs(folder_ / "elsewhere", nullptr, {.traces = true});
  ASSERT_TRUE(here.ok() && there.ok());
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(here->runs[i].run_id, there->runs[i].run_id);
  EXPECT_NE(here->runs[0].run_id, here->runs[2].run_id);
}

TEST_F(PythonSession, OfAWholeResultsFolderEachRunIsTakenOnce) {
  put_session(folder_ / "run_20231116_060000");
  const auto read = read_runs(folder_.path(), nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.size(), 3u);
  EXPECT_THAT(read->notes, ElementsAre(HasSubstr("3 runs are among those read before")));
}

TEST_F(PythonSession, OneRunIsReadFromItsFolderOrItsFile) {
  for (const char* path : {"/toys_ball_001", "/toys_ball_001/experiment.json"}) {
    const auto read = read_runs(session_ + path, nullptr);
    ASSERT_TRUE(read.ok()) << to_text(read.error());
    ASSERT_EQ(read->runs.size(), 1u);
    EXPECT_EQ(read->runs[0].session, "run_20231115_060000");
  }
}

TEST_F(PythonSession, KeepsTheEndOfTheLog) {
  put_file(session_ + "/toys_ball_001/training.log", "one\ntwo\nTraceback\n");
  const auto read = read_runs(session_, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs[0].log_tail, "one\ntwo\nTraceback");
}

TEST_F(PythonSession, IsAHistoryOfWhatDidNotFail) {
  const auto past = read_past(session_);
  ASSERT_TRUE(past.ok());
  ASSERT_EQ(past->configurations.size(), 2u);
  EXPECT_EQ(to_text(past->configurations[1].hyperparameters), "laps=4");
  EXPECT_FALSE(past->configurations[1].parallel);
}

TEST(Sources, SessionsInFoldersOfAResultsFolderAreFound) {
  const TemporaryFolder folder;
  for (const char* name : {"/run_A", "/old/run_B", "/old/2023/run_C", "/a/b/c/run_D", "/.x/run_E"})
    put_session(folder.path() + name);
  std::filesystem::create_directory_symlink(folder.path(), folder.path() + "/old/loop");
  std::vector<std::string> found;
  for (const Source& source : sessions_in(folder.path()))
    found.push_back(source.path.substr(folder.path().size()));
  EXPECT_THAT(found, ElementsAre("/old/2023/run_C", "/old/run_B", "/run_A"));
}

// A link to itself can be followed by nobody, not even by root.
TEST(Sources, AFolderThatCannotBeReadIsToldOfAndNotPassedOver) {
  const TemporaryFolder folder;
  put_session(folder / "run_A");
  std::filesystem::create_symlink("run_B", folder / "run_B");
  std::filesystem::create_directory(folder / "lost+found");
  put_file(folder / "notes.txt", "");
  const auto read = read_runs(folder.path(), nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->unreadable, 1u);
  EXPECT_THAT(read->notes, Contains(HasSubstr("run_B cannot be read: ")));
  EXPECT_THAT(read_past(folder.path())->notes, Contains(HasSubstr("run_B cannot be read")));
  EXPECT_THAT(read_runs(folder / "run_B", nullptr).error().message, HasSubstr("cannot be read: "));
}

TEST(Sources, AFolderWithoutRunsIsAnErrorThatSaysSo) {
  const TemporaryFolder folder;
  const auto read = read_runs(folder.path(), nullptr);
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, HasSubstr("no recorded runs in"));
  EXPECT_FALSE(read_runs(folder / "nothing", nullptr).ok());
  put_file(folder / "mutation.db", "an index away from its sessions");
  EXPECT_THAT(read_past(folder / "mutation.db").error().message, HasSubstr("no recorded runs in"));
}

}  // namespace
}  // namespace mutation
