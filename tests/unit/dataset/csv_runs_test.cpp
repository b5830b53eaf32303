// CSV files of runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/read_runs.h"
#include "model/catalogue.h"
#include "unit/dataset/material.h"

namespace mutation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

RunsRead runs_in(const std::string& text, const Catalogue* catalogue = nullptr) {
  const TemporaryFolder folder;
  put_file(folder / "runs.csv", text);
  auto read = read_runs(folder / "runs.csv", catalogue);
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : to_text(read.error()));
  return read.ok() ? std::move(*read) : RunsRead{};
}

constexpr const char* kCollection =
    "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
    "hyperparam_laps,hyperparam_speed,perf_hits,energy_gpu_total_joules,experiment_source,"
    "num_mutated_params,mutated_param,mode,fg_repository,fg_model,fg_duration_seconds,"
    "fg_training_success,fg_retries,fg_error_message,fg_hyperparam_laps,fg_perf_hits,"
    "fg_energy_gpu_total_joules,bg_repository,bg_model,bg_note,bg_log_directory\r\n";

TEST(CsvRuns, AParallelRowHasItsRunInTheForegroundsColumns) {
  const RunsRead read = runs_in(
      std::string(kCollection) +
      "first__toys_ball_002,2023-11-15T06:20:00,,,,,,,,,,first,1,laps,parallel,toys,ball,20.5,"
      "False,3,out of memory,10.0,1.5,700.0,toys,cube,load,"
      "/x/results/run_20231115_060000/toys_ball_002_parallel/background_logs\r\n");
  ASSERT_EQ(read.runs.size(), 1u);
  EXPECT_THAT(read.notes, IsEmpty());
  const RecordedRun& run = read.runs[0];
  EXPECT_EQ(run.line, 2u);
  EXPECT_EQ(run.repository + "/" + run.model, "toys/ball");
  EXPECT_TRUE(run.parallel);
  EXPECT_EQ(run.success, false);
  EXPECT_EQ(run.retries, 3);
  EXPECT_EQ(run.duration, Seconds(20.5));
  EXPECT_EQ(run.error_message, "out of memory");
  EXPECT_EQ(to_text(run.hyperparameters), "laps=10.0");
  EXPECT_THAT(run.mutated, ElementsAre("laps"));
  EXPECT_EQ(run.metrics.at(0).value, 1.5);
  EXPECT_EQ(run.reported.gpu_energy_total_joules, 700.0);
  EXPECT_EQ(run.energy.gpu_energy_total_joules, std::nullopt);
  EXPECT_EQ(run.energy.gpu_energy_sum_legacy_joules, 700.0);
  ASSERT_TRUE(run.background);
  EXPECT_EQ(run.background->model, "cube");
  EXPECT_EQ(run.experiment_source, "first");
  EXPECT_EQ(run.session, "run_20231115_060000");
}

TEST(CsvRuns, SaysWhichFiguresAreNoNumbers) {
  const RunsRead read = runs_in(
      "experiment_id,repository,model,duration_seconds,perf_hits,energy_gpu_total_joules\n"
      "a,toys,ball,10,nan,\"1,234.5\"\nb,toys,ball,11,7,500\n");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_THAT(read.runs[0].unusable,
              ElementsAre("perf_hits is nan", "energy_gpu_total_joules is 1,234.5"));
  EXPECT_THAT(read.runs[1].unusable, IsEmpty());
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("1 rows have figures that are no numbers")));
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("line 2: perf_hits is nan")));
}

TEST(CsvRuns, SaysWhereARowHoldsTheFiguresOfTwoRuns) {
  const RunsRead read = runs_in(
      std::string(kCollection) +
      "toys_ball_002_parallel,2023-11-15T06:20:00,toys,ball,True,20.5,0,,,,700.0,,,,parallel,toys,"
      "ball,20.5,True,,,,,700.0,,,,\r\n"
      "toys_ball_003_parallel,2023-11-15T07:20:00,toys,ball,True,20.5,0,,,,700.0,,,,parallel,toys,"
      "ball,980.75,True,,,,,69000.0,,,,\r\n");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_THAT(read.runs[0].contradictions, IsEmpty());
  EXPECT_THAT(read.runs[1].contradictions,
              ElementsAre("duration_seconds 20.5, fg_duration_seconds 980.8",
                          "energy_gpu_total_joules 700.0, fg_energy_gpu_total_joules 69000.0"));
}

TEST(CsvRuns, TheModeIsTheColumnsElseTheFlagsElseTheIds) {
  const RunsRead read = runs_in(
      "experiment_id,repository,model,is_parallel,mode\n"
      "a_001_parallel,toys,ball,,nonparallel\n"
      "a_002,toys,ball,False,parallel\n"
      "a_003,toys,ball,True,\n"
      "a_004_parallel,toys,ball,,\n"
      "a_005,toys,ball,,\n");
  std::vector<bool> parallel;
  for (const RecordedRun& run : read.runs) parallel.push_back(run.parallel);
  EXPECT_THAT(parallel, ElementsAre(false, true, true, true, false));
}

TEST(CsvRuns, WhatIsMissingIsAbsentAndNeverZero) {
  const RunsRead read = runs_in(
      "experiment_id,repository,model,training_success,duration_seconds,retries,perf_hits,"
      "energy_gpu_total_joules,hyperparam_laps\na_001,toys,ball,,,,nan,inf,\n");
  const RecordedRun& run = read.runs.at(0);
  EXPECT_EQ(run.success, std::nullopt);
  EXPECT_EQ(run.duration, std::nullopt);
  EXPECT_EQ(run.retries, std::nullopt);
  EXPECT_THAT(run.metrics, IsEmpty());
  EXPECT_EQ(run.reported.gpu_energy_total_joules, std::nullopt);
  EXPECT_THAT(run.hyperparameters, IsEmpty());
  EXPECT_THAT(run.energy.reasons, ElementsAre(HasSubstr("no GPU energy")));
}

TEST(CsvRuns, TellsOfColumnsAndRowsThatItLeavesOut) {
  const RunsRead read = runs_in(
      "experiment_id,repository,model,colour\n"
      "a_001,toys,ball,red\na_002,toys\na_003,toys,ball,blue\na_004,to");
  EXPECT_EQ(read.runs.size(), 2u);
  EXPECT_THAT(read.notes,
              ElementsAre(HasSubstr("last line is cut off"),
                          HasSubstr("1 rows do not have its 4 fields and were left out, the first "
                                    "in line 3"),
                          HasSubstr("not known were passed over: colour")));
}

TEST(CsvRuns, ALastLineWithoutALineEndCountsWhenItIsWhole) {
  const RunsRead read = runs_in("experiment_id,repository,model\na_001,toys,ball\na_002,toys,ball");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_EQ(read.runs[1].line, 3u);
}

TEST(CsvRuns, OursKeepTheirNamesOutcomesAndEnergies) {
  const RunsRead read = runs_in(
      "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
      "hyperparam_laps,energy_gpu_total_joules,run_id,index,role,mode,outcome,reasons,exit_code,"
      "signal,energy_gpu_sum_legacy_joules,start_temperature_celsius,cooling_seconds_asked,"
      "cooling_seconds_taken,cooling_verdict,load_verdict,background_repository,background_model,"
      "device_uuid,simulated,seed,effective_hyperparam_laps\r\n"
      "a_001,2023-11-15T06:20:00,toys,ball,True,5.0,0,,80.5,id-1,1,measured,parallel,suspect,"
      "\"no_metrics: none; of 3; throttled: for long\",0,,77.0,41.5,60,61.5,settled,proved,toys,"
      "cube,GPU-1,True,7,4\r\n");
  const RecordedRun& run = read.runs.at(0);
  EXPECT_EQ(run.run_id, "id-1");
  EXPECT_TRUE(run.parallel);
  EXPECT_EQ(run.outcome, Outcome::suspect);
  ASSERT_EQ(run.reasons.size(), 2u);
  EXPECT_EQ(run.reasons[0].text, "none; of 3");
  EXPECT_EQ(run.reasons[1].code, "throttled");
  EXPECT_EQ(run.energy.gpu_energy_total_joules, 80.5);
  EXPECT_EQ(run.energy.gpu_energy_sum_legacy_joules, 77.0);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.start_temperature, Celsius{41.5});
  EXPECT_EQ(run.cooling_taken, Seconds(61.5));
  EXPECT_EQ(run.load_verdict, "proved");
  EXPECT_EQ(run.device, "GPU-1");
  EXPECT_TRUE(run.simulated);
  EXPECT_EQ(to_text(run.effective_hyperparameters), "laps=4");
}

Catalogue toys() {
  RepoSpec repo{.name = "toys", .models = {"ball"}};
  repo.hyperparameters = {
      {.name = "laps", .type = HyperparameterType::integer, .default_value = std::int64_t{2}},
      {.name = "speed", .type = HyperparameterType::real, .default_value = 0.25},
      {.name = "seed", .type = HyperparameterType::integer}};
  return {.repos = {repo}};
}

TEST(CsvRuns, AnExportOfTheFormLongIsUnderstoodWhole) {
  const RunsRead read = runs_in(
      "run_id,session,record,start,end,repository,model,mode,configuration,block,"
      "background_repository,background_model,outcome,reasons,suspect,imported,inferred,"
      "energy_gpu_method,audit_verdict,host,device,device_name,num_mutated,mutated,hyperparam_laps,"
      "hyperparam_speed,"
      "mutated_laps,mutated_speed,background_hyperparam_laps,energy_gpu_total_joules,"
      "energy_gpu_reported_joules,energy_gpu_foreground_share_joules,energy_cpu_domains,"
      "load_alive_fraction,strangers\n"
      "id-1,run_A,session,2026-01-05T10:00:00.000000Z,2026-01-05T10:01:00.000000Z,toys,ball,"
      "parallel,2,1,"
      "toys,cube,suspect,throttled;stranger,True,True,guessed,trace,trust,sun,GPU-1,NVIDIA "
      "H200,1,laps,3,0.5,"
      "True,False,7,800.0,500.0,300.0,package dram,0.9,1\n"
      "id-2,run_A,CSV,,,toys,ball,sequential,0,0,,,succeeded,,False,True,,mean_power_x_duration,"
      "doubtful,,,,0,,3,0.5,"
      "False,False,,650.0,600.0,,,,\n");
  EXPECT_THAT(read.notes, IsEmpty());
  ASSERT_EQ(read.runs.size(), 2u);
  const RecordedRun& run = read.runs[0];
  EXPECT_EQ(run.run_id, "id-1");
  EXPECT_EQ(run.session, "run_A");
  ASSERT_TRUE(run.start && run.end);
  EXPECT_EQ(*run.end - *run.start, std::chrono::minutes(1));
  EXPECT_EQ(run.configuration, 2);
  EXPECT_EQ(run.block, 1);
  ASSERT_TRUE(run.background);
  EXPECT_EQ(to_text(run.background->hyperparameters), "laps=7");
  ASSERT_EQ(run.reasons.size(), 2u);
  EXPECT_EQ(run.reasons[1].code, "stranger");
  EXPECT_THAT(run.mutated, ElementsAre("laps"));
  EXPECT_EQ(to_text(run.effective_hyperparameters), to_text(run.hyperparameters));
  EXPECT_EQ(run.energy.gpu_energy_total_joules, 800.0);
  EXPECT_EQ(run.reported.gpu_energy_total_joules, 500.0);
  EXPECT_EQ(run.energy.gpu_energy_foreground_share_joules, 300.0);
  EXPECT_EQ(run.host, "sun");
  EXPECT_EQ(run.device, "GPU-1");
  EXPECT_EQ(run.device_name, "NVIDIA H200");
  EXPECT_EQ(run.alive_fraction, 0.9);
  EXPECT_EQ(run.strangers, 1);
  EXPECT_THAT(run.inferred, Contains("guessed"));
  EXPECT_EQ(read.runs[1].energy.gpu_energy_total_joules, std::nullopt) << "only the sum is known";
  EXPECT_EQ(read.runs[1].energy.gpu_energy_sum_legacy_joules, 600.0);
  EXPECT_THAT(read.runs[1].mutated, IsEmpty());
}

TEST(CsvRuns, DefaultsAreFilledInFromTheCatalogueAndSaidToBe) {
  const Catalogue catalogue = toys();
  const RunsRead read = runs_in(
      "experiment_id,repository,model,hyperparam_laps,hyperparam_colour\n"
      "a_001,toys,ball,10.0,7\nb_001,games,chess,3,\n",
      &catalogue);
  EXPECT_EQ(to_text(read.runs.at(0).hyperparameters), "laps=10 colour=7");
  EXPECT_EQ(to_text(read.runs[0].effective_hyperparameters), "laps=10 speed=0.25");
  EXPECT_THAT(read.runs[0].inferred, Contains(HasSubstr("speed from the catalogue's defaults")));
  EXPECT_THAT(read.runs[0].inferred, Contains(HasSubstr("without colour")));
  EXPECT_THAT(read.runs.at(1).effective_hyperparameters, IsEmpty());
}

TEST(CsvRuns, AFileOfSomethingElseIsAnError) {
  const TemporaryFolder folder;
  put_file(folder / "a.csv", "timestamp,power_draw_w\n1,2\n");
  const auto read = read_runs(folder / "a.csv", nullptr);
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(to_text(read.error()), HasSubstr("a.csv"));
  EXPECT_THAT(to_text(read.error()), HasSubstr("no columns repository and model"));
  put_file(folder / "b.csv", "");
  EXPECT_FALSE(read_runs(folder / "b.csv", nullptr).ok());
}

TEST(CsvRuns, OfSeveralFilesEachRunIsTakenOnce) {
  const TemporaryFolder folder;
  const std::string head = "experiment_id,repository,model,duration_seconds\n";
  put_file(folder / "a.csv", head + "a_001,toys,ball,5.0\n");
  put_file(folder / "b.csv", head + "x__a_001,toys,ball,5.0\nx__a_002,toys,ball,6.0\n");
  const auto read = read_all_runs({folder / "a.csv", folder / "b.csv"}, nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.size(), 2u);
  EXPECT_THAT(read->notes, ElementsAre(HasSubstr("1 runs are among those read before")));
}

TEST(CsvRuns, AsAHistoryTheyTellWhatWasRunAndDidNotFail) {
  const TemporaryFolder folder;
  put_file(folder / "a.csv", std::string(kCollection) +
                                 "a_001,t,toys,ball,True,5.0,0,10,,,,s,1,laps,,,,,,,,,,,,,,\r\n"
                                 "a_003,t,toys,ball,False,5.0,0,11,,,,s,1,laps,,,,,,,,,,,,,,\r\n"
                                 "a_002,t,,,,,,,,,,s,1,laps,parallel,toys,ball,5.0,True,0,,12.0,,,"
                                 "toys,cube,,\r\n");
  const auto past = read_past(folder / "a.csv");
  ASSERT_TRUE(past.ok()) << to_text(past.error());
  ASSERT_EQ(past->configurations.size(), 2u);
  EXPECT_EQ(past->failed, 1u);
  EXPECT_EQ(to_text(past->configurations[0].hyperparameters), "laps=10");
  EXPECT_FALSE(past->configurations[0].parallel);
  EXPECT_EQ(past->configurations[1].repo, "toys");
  EXPECT_EQ(to_text(past->configurations[1].hyperparameters), "laps=12.0");
  EXPECT_TRUE(past->configurations[1].parallel);
}

TEST(CsvRuns, AsAHistoryTheySayWhatTheyLack) {
  const TemporaryFolder folder;
  put_file(folder / "a.csv", "repository,model,laps\ntoys,ball,5\ntoys,ball\n");
  const auto past = read_past(folder / "a.csv");
  ASSERT_TRUE(past.ok()) << to_text(past.error());
  EXPECT_EQ(past->configurations.size(), 1u);
  EXPECT_THAT(past->notes, Contains(HasSubstr("1 rows do not have its 3 fields")));
  EXPECT_THAT(past->notes, Contains(HasSubstr("has no column hyperparam_")));
}

}  // namespace
}  // namespace mutation
