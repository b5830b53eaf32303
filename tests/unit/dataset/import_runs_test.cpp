// Importing: what other programs recorded becomes sessions of the results folder.
#include "dataset/import_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dataset/import_summary.h"
#include "dataset/read_runs.h"
#include "record/read_session.h"
#include "record/session_list.h"
#include "unit/dataset/importing.h"
#include "unit/dataset/material.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using ImportTest = ImportingTest;

TEST_F(ImportTest, ASessionIsGivenBackAsItWasRead) {
  const ImportSummary summary = import_from({session_});
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_EQ(summary.experiments, 2u);
  EXPECT_EQ(summary.csv_rows, 1u);
  const auto before = read_runs(session_, nullptr, {.traces = true});
  const auto after = read_runs(results_, nullptr, {.traces = true});
  ASSERT_TRUE(before.ok() && after.ok());
  ASSERT_EQ(after->runs.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    const RecordedRun& was = before->runs[i];
    const RecordedRun& is = after->runs[i];
    EXPECT_EQ(is.run_id, was.run_id);
    EXPECT_EQ(is.kind, was.kind);
    EXPECT_EQ(is.source, was.source);
    EXPECT_EQ(is.line, was.line);
    EXPECT_EQ(is.session, was.session);
    EXPECT_EQ(is.timestamp, was.timestamp);
    EXPECT_EQ(is.start, was.start);
    EXPECT_EQ(is.end, was.end);
    EXPECT_EQ(is.parallel, was.parallel);
    EXPECT_EQ(is.hyperparameters, was.hyperparameters);
    EXPECT_EQ(is.mutated, was.mutated);
    EXPECT_EQ(is.success, was.success);
    EXPECT_EQ(is.duration, was.duration);
    EXPECT_EQ(is.retries, was.retries);
    EXPECT_EQ(is.error_message, was.error_message);
    EXPECT_EQ(is.energy.gpu_energy_total_joules, was.energy.gpu_energy_total_joules);
    EXPECT_EQ(is.reported.gpu_energy_total_joules, was.reported.gpu_energy_total_joules);
    EXPECT_EQ(is.energy.cpu_energy_pkg_joules, was.energy.cpu_energy_pkg_joules);
    EXPECT_EQ(is.metrics.size(), was.metrics.size());
    EXPECT_EQ(is.start_temperature, was.start_temperature);
    ASSERT_EQ(is.traces.has_value(), was.traces.has_value());
    if (is.traces) {
      EXPECT_EQ(is.traces->energy_coverage, was.traces->energy_coverage);
    }
    EXPECT_EQ(is.background.has_value(), was.background.has_value());
    EXPECT_EQ(is.cooling_verdict, "");
    EXPECT_EQ(is.strangers, std::nullopt);
  }
  EXPECT_EQ(after->runs[0].outcome, Outcome::succeeded);
  EXPECT_EQ(after->runs[1].outcome, Outcome::failed);
  EXPECT_THAT(after->runs[1].reasons.at(0).text, HasSubstr("CUDA out of memory"));
  EXPECT_THAT(after->runs[0].inferred, Contains(HasSubstr("outcome:")));
}

TEST_F(ImportTest, NothingIsDoubledWhenItIsDoneAgain) {
  import_from({session_});
  const ImportSummary again = import_from({session_, session_ + "/summary.csv"});
  EXPECT_EQ(again.experiments + again.csv_rows, 1u) << "a row without CPU energy is not the run's";
  EXPECT_EQ(again.sources.at(0).already_there, 3u);
  EXPECT_EQ(again.sources[0].directory, "");
  EXPECT_EQ(import_from({session_, session_ + "/summary.csv"}).csv_rows, 0u);
}

TEST_F(ImportTest, TheRunsFolderCountsThoughARowOfItWasImportedFirst) {
  const std::string rows = folder_ / "rows.csv";
  put_file(rows,
           "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
           "hyperparam_speed,perf_hits,energy_cpu_pkg_joules,energy_cpu_ram_joules,"
           "energy_cpu_total_joules,energy_gpu_avg_watts,energy_gpu_max_watts,"
           "energy_gpu_min_watts,energy_gpu_total_joules,energy_gpu_temp_avg_celsius,"
           "energy_gpu_temp_max_celsius,energy_gpu_util_avg_percent,energy_gpu_util_max_percent\n"
           "toys_ball_001,2023-11-15T06:13:31.000777,toys,ball,True,10.5,0,0.5,7.5,40.25,2.5,"
           "42.75,100,100,100,500,60,64,50,90\n");
  EXPECT_EQ(import_from({rows}).csv_rows, 1u);
  EXPECT_EQ(import_from({session_}).experiments, 2u);
  EXPECT_EQ(import_from({rows, session_}).experiments, 0u);
  EXPECT_EQ(import_from({rows}).csv_rows, 0u);
  for (const auto& read : {read_runs(results_, nullptr, {.traces = true}),
                           read_all_runs({rows, session_}, nullptr, {.traces = true})}) {
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read->runs.size(), 3u);
    EXPECT_EQ(read->runs[0].experiment_id, "toys_ball_001");
    EXPECT_EQ(read->runs[0].kind, RecordKind::python_experiment);
    EXPECT_TRUE(read->runs[0].traces);
    EXPECT_NEAR(read->runs[0].energy.gpu_energy_total_joules.value_or(0), 925.0, 1e-6);
  }
}

TEST_F(ImportTest, RunsThatDifferOnlyInTheCpusTotalAreTwo) {
  const std::string head =
      "repository,model,training_success,duration_seconds,hyperparam_laps,energy_cpu_total_joules,"
      "perf_hits\n";
  put_file(folder_ / "a.csv", head + "toys,ball,True,10.125,3,1000.5,7\n");
  put_file(folder_ / "b.csv", head + "toys,ball,True,10.125,3,1200.5,7\n");
  EXPECT_EQ(import_from({folder_ / "a.csv", folder_ / "b.csv"}).csv_rows, 2u);
  const auto read = read_runs(results_, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.size(), 2u);
}

TEST_F(ImportTest, WhatIsNewInASourceComesIntoASessionOfItsOwn) {
  import_from({session_});
  std::filesystem::create_directories(session_ + "/toys_ball_004");
  std::string text = flat_experiment();
  text.replace(text.find("10.5"), 4, "12.5");
  put_file(session_ + "/toys_ball_004/experiment.json", text);
  const ImportSummary summary = import_from({session_});
  EXPECT_EQ(summary.sources.at(0).runs, 1u);
  EXPECT_EQ(summary.sources[0].directory, results_ + "/import_run_20231115_060000_2");
}

TEST_F(ImportTest, AnImportedSessionIsNoneOfOurs) {
  import_from({session_});
  EXPECT_THAT(session_names(results_), IsEmpty());
  EXPECT_FALSE(newest_session(results_).ok());
  const auto session = read_session(results_ + "/import_run_20231115_060000");
  ASSERT_TRUE(session.ok()) << to_text(session.error());
  EXPECT_EQ(session->info.imported_from, session_);
  const auto runs = read_runs(results_, nullptr);
  ASSERT_TRUE(runs.ok());
  EXPECT_EQ(runs->runs.at(0).session, "run_20231115_060000");
  EXPECT_EQ(runs->runs[0].store, "import_run_20231115_060000");
  ASSERT_TRUE(session->runs.at(0).provenance);
  EXPECT_EQ(session->runs[0].provenance->sha256.size(), 64u);
  EXPECT_TRUE(session->end.has_value());
}

TEST_F(ImportTest, TheRunsFoldersHoldTheRecordAndTheTraces) {
  import_from({session_});
  const std::string run = results_ + "/import_run_20231115_060000/toys_ball_001";
  EXPECT_EQ(text_of_file(run + "/energy/gpu_power.csv"),
            text_of_file(session_ + "/toys_ball_001/energy/gpu_power.csv"));
  const std::string record = text_of_file(run + "/experiment.json");
  EXPECT_THAT(record, HasSubstr("\"provenance\""));
  EXPECT_THAT(record, HasSubstr(session_ + "/toys_ball_001/experiment.json"));
}

TEST_F(ImportTest, IdsThatRepeatInAFileHaveFoldersOfTheirOwn) {
  put_file(folder_ / "all.csv",
           "experiment_id,repository,model,training_success,duration_seconds\n"
           "a/../x,toys,ball,True,5.0\na/../x,toys,ball,True,6.0\n,toys,ball,,7.0\n");
  const ImportSummary summary = import_from({folder_ / "all.csv"});
  EXPECT_EQ(summary.csv_rows, 3u);
  const std::string& made = summary.sources.at(0).directory;
  EXPECT_THAT(made, testing::StartsWith(results_ + "/import_all_"));
  for (const char* name : {"/a_.._x", "/a_.._x_2", "/run"})
    EXPECT_TRUE(exists(made + name)) << name;
  const auto read = read_runs(made, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.at(2).outcome, Outcome::suspect);
  EXPECT_EQ(read->runs[2].reasons.at(0).code, "success_not_recorded");
  EXPECT_THAT(summary.missing, Contains(testing::Pair("whether it succeeded", 1u)));
}

TEST_F(ImportTest, AnOutcomeSaysWhetherARunSucceeded) {
  put_file(folder_ / "all.csv",
           "experiment_id,repository,model,outcome,duration_seconds\n"
           "a,toys,ball,succeeded,5.0\nb,toys,ball,failed,6.0\nc,toys,ball,,7.0\n");
  EXPECT_THAT(import_from({folder_ / "all.csv"}).missing,
              Contains(testing::Pair("whether it succeeded", 1u)));
}

TEST_F(ImportTest, WhatCannotBeReadIsNamedAndTheRestIsImported) {
  put_file(folder_ / "bad.csv", "a,b\n1,2\n");
  put_file(session_ + "/toys_ball_001/experiment.json", "{");
  const ImportSummary summary = import_from({folder_ / "bad.csv", session_, folder_ / "none"});
  ASSERT_EQ(summary.errors.size(), 2u);
  EXPECT_THAT(summary.errors[0].message, HasSubstr("none"));
  EXPECT_THAT(summary.errors[1].message, HasSubstr("bad.csv"));
  EXPECT_EQ(summary.experiments, 1u);
  EXPECT_EQ(summary.csv_rows, 2u) << "the row of the run whose record is broken, too";
  EXPECT_THAT(summary.sources.at(0).notes, ElementsAre(HasSubstr("its row of summary.csv")));
}

TEST_F(ImportTest, ADryRunWritesNothing) {
  const ImportSummary summary = import_from({session_}, ImportMode::only_tell);
  EXPECT_EQ(summary.experiments + summary.csv_rows, 3u);
  EXPECT_EQ(summary.sources.at(0).directory, results_ + "/import_run_20231115_060000");
  EXPECT_FALSE(exists(results_));
}

TEST_F(ImportTest, TellsByHowMuchTheEnergyDiffers) {
  const ImportSummary summary = import_from({session_});
  ASSERT_TRUE(summary.difference);
  EXPECT_EQ(summary.difference->runs, 1u);
  EXPECT_NEAR(summary.difference->median, 0.85, 1e-6);  // 925 J of 500 J
  EXPECT_EQ(summary.difference->most.experiment_id, "toys_ball_001");
}

TEST(ImportSummary, ComparesNoEnergyThatWasOnlyTakenOver) {
  RecordedRun run{.kind = RecordKind::session};
  run.traces.emplace();
  run.energy.gpu_energy_total_joules = run.reported.gpu_energy_total_joules = 900;
  ImportSummary summary;
  summarize_runs({run}, summary);
  EXPECT_FALSE(summary.difference);
  run.kind = RecordKind::python_experiment;
  summarize_runs({run}, summary);
  EXPECT_TRUE(summary.difference);
}

TEST_F(ImportTest, AnErrorInTheLogMakesARunSuspect) {
  put_file(session_ + "/toys_ball_001/training.log",
           "Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: broke\n");
  import_from({session_});
  const auto read = read_runs(results_, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.at(0).outcome, Outcome::suspect);
  EXPECT_EQ(read->runs[0].reasons.at(0).code, "error_pattern");
}

TEST_F(ImportTest, ARunIsJudgedTheSameBeforeAndAfter) {
  put_file(session_ + "/toys_ball_001/training.log", "RuntimeError: CUDA out of memory\n");
  Catalogue catalogue;
  catalogue.repos.push_back({.name = "toys", .models = {"ball"}});
  catalogue.repos[0].metrics = {
      {.name = "hits", .pattern = "", .bounds = Range{0, 8}},
      {.name = "misses", .pattern = "", .required = true},
  };
  const auto before = read_runs(session_, &catalogue);
  const ImportSummary summary =
      import_runs({session_}, results_, &catalogue, ImportMode::write, at(0));
  EXPECT_THAT(summary.errors, IsEmpty());
  const auto after = read_runs(results_, &catalogue);
  ASSERT_TRUE(before.ok() && after.ok());
  for (const auto* read : {&before, &after}) {
    const std::vector<RecordedRun>& runs = (*read)->runs;
    ASSERT_EQ(runs.size(), 3u);
    EXPECT_EQ(runs[0].outcome, Outcome::suspect);
    EXPECT_EQ(runs[0].reasons.at(0).code, "error_pattern");
    EXPECT_EQ(runs[0].reasons.size(), 1u) << "that its record lacks a metric is no evidence";
    EXPECT_THAT(runs[0].inferred, Contains("metrics: the record does not have misses"));
    EXPECT_EQ(runs[1].outcome, Outcome::failed);
    EXPECT_EQ(runs[2].outcome, Outcome::suspect);
    EXPECT_EQ(runs[2].reasons.at(0).code, "metric_out_of_bounds");
  }
}

TEST_F(ImportTest, SessionsOfThisProgramNeedNoImport) {
  auto store = begun_session(folder_ / "old");
  record_run(*store, sequential_run(), "id-1", 10);
  const ImportSummary summary = import_from({folder_ / "old"});
  EXPECT_EQ(summary.own_sessions, 1u);
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_EQ(summary.experiments + summary.csv_rows, 3u);
}

}  // namespace
}  // namespace mutation
