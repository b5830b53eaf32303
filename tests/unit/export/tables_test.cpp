// The tables that have one row a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "export/long_table.h"
#include "export/python_tables.h"
#include "export/selection.h"
#include "record/csv.h"
#include "runs.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::map<std::string, std::string> row_of(const Table& table, const RecordedRun& run) {
  const auto records = read_csv(head_of(table) + line_of(table, run));
  EXPECT_EQ(records.size(), 2u);
  std::map<std::string, std::string> row;
  for (std::size_t i = 0; i < records[0].size(); ++i) row[records[0][i]] = records[1].at(i);
  return row;
}

TEST(Collection, HasTheColumnsOfThePythonToolsData) {
  EXPECT_EQ(
      head_of(collection_table()),
      "experiment_id,timestamp,repository,model,is_parallel,training_success,duration_seconds,"
      "retries,error_message,hyperparam_alpha,hyperparam_batch_size,hyperparam_dropout,"
      "hyperparam_epochs,hyperparam_kfold,hyperparam_learning_rate,hyperparam_max_iter,"
      "hyperparam_seed,hyperparam_weight_decay,perf_accuracy,perf_best_val_accuracy,perf_map,"
      "perf_precision,perf_rank1,perf_rank5,perf_recall,perf_test_accuracy,perf_test_loss,"
      "perf_eval_loss,perf_final_training_loss,perf_eval_samples_per_second,perf_top1_accuracy,"
      "perf_top5_accuracy,perf_top10_accuracy,perf_top20_accuracy,energy_cpu_pkg_joules,"
      "energy_cpu_ram_joules,energy_cpu_total_joules,energy_gpu_avg_watts,energy_gpu_max_watts,"
      "energy_gpu_min_watts,energy_gpu_total_joules,energy_gpu_temp_avg_celsius,"
      "energy_gpu_temp_max_celsius,energy_gpu_util_avg_percent,energy_gpu_util_max_percent,"
      "experiment_source,num_mutated_params,mutated_param,mode,bg_repository,bg_model,bg_note,"
      "bg_log_directory,fg_duration_seconds,fg_retries,fg_error_message\r\n");
}

TEST(Collection, WritesASequentialRunAsPythonDid) {
  const RecordedRun run =
      made_up_run("lab_small_001", {{"epochs", std::int64_t{12}}, {"learning_rate", 1e-05}});
  EXPECT_EQ(line_of(collection_table(), run),
            "run_20260105_101500__lab_small_001,2026-01-05T10:20:30.5,lab,small,False,True,12.5,0,"
            "Training completed successfully,,,,12,,1e-05,,,,,,,,,,,91.5,,,,,,,,,,,,,,,1000.0,,,,,"
            "run_20260105_101500,2,\"epochs,learning_rate\",,,,,,,,\r\n");
}

TEST(Collection, NamesTheBackgroundOfAParallelRun) {
  RecordedRun run = parallel_run("lab_small_002_parallel", {{"epochs", std::int64_t{7}}});
  run.directory = "/data/run/lab_small_002_parallel";
  auto row = row_of(collection_table(), run);
  EXPECT_EQ(row["mode"], "parallel");
  EXPECT_EQ(row["is_parallel"], "True");
  EXPECT_EQ(row["mutated_param"], "epochs");
  EXPECT_EQ(row["bg_repository"], "load");
  EXPECT_EQ(row["bg_log_directory"], "/data/run/lab_small_002_parallel/background_logs");
  EXPECT_EQ(row["fg_duration_seconds"], "12.5");
}

TEST(Collection, KeepsTheIdOfARowThatCameFromOne) {
  RecordedRun run = made_up_run("mutation_1x__lab_small_001");
  run.kind = RecordKind::csv_row;
  run.experiment_source = "mutation_1x";
  EXPECT_EQ(row_of(collection_table(), run)["experiment_id"], "mutation_1x__lab_small_001");
}

TEST(Collection, FallsBackOnThePythonToolsSum) {
  RecordedRun run = made_up_run("lab_small_001");
  run.energy.gpu_energy_total_joules.reset();
  run.reported.gpu_energy_total_joules = 970;
  EXPECT_EQ(row_of(collection_table(), run)["energy_gpu_total_joules"], "970.0");
}

TEST(Collection, SaysWhatHasNoColumn) {
  RecordedRun one = made_up_run("a", {{"depth", std::int64_t{3}}});
  one.metrics.push_back({"f1", 0.5});
  RecordedRun other = made_up_run("b");
  other.metrics.push_back({"f1", 0.6});
  EXPECT_THAT(missing_in_collection({&one, &other}),
              ElementsAre("hyperparam_depth (1 run)", "perf_f1 (2 runs)"));
}

TEST(Summary, HasTheUnionOfWhatTheRunsHave) {
  RecordedRun one = made_up_run("lab_small_001", {{"epochs", std::int64_t{3}}});
  RecordedRun other = made_up_run("lab_small_002", {{"bias", true}});
  other.metrics = {{"f1", 0.25}};
  const Table table = summary_table({&one, &other});
  EXPECT_EQ(head_of(table),
            "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
            "hyperparam_bias,hyperparam_epochs,perf_f1,perf_test_accuracy,energy_cpu_pkg_joules,"
            "energy_cpu_ram_joules,energy_cpu_total_joules,energy_gpu_avg_watts,"
            "energy_gpu_max_watts,energy_gpu_min_watts,energy_gpu_total_joules,"
            "energy_gpu_temp_avg_celsius,energy_gpu_temp_max_celsius,energy_gpu_util_avg_percent,"
            "energy_gpu_util_max_percent\r\n");
  EXPECT_EQ(line_of(table, other),
            "lab_small_002,2026-01-05T10:20:30.5,lab,small,True,12.5,0,True,,0.25,,,,,,,,1000.0,,,,"
            "\r\n");
}

TEST(Long, HasEffectiveValuesAndWhichOfThemWereMutated) {
  RecordedRun run = parallel_run("lab_small_001", {{"epochs", std::int64_t{12}}});
  run.effective_hyperparameters = {{"epochs", std::int64_t{12}}, {"seed", std::int64_t{1}}};
  run.outcome = Outcome::suspect;
  run.reasons = {{"stranger", "x"}, {"throttled", "y"}};
  auto row = row_of(long_table({&run}, {}), run);
  EXPECT_EQ(row["hyperparam_seed"], "1");
  EXPECT_EQ(row["mutated_seed"], "False");
  EXPECT_EQ(row["mutated_epochs"], "True");
  EXPECT_EQ(row["background_hyperparam_epochs"], "1");
  EXPECT_EQ(row["outcome"], "suspect");
  EXPECT_EQ(row["reasons"], "stranger;throttled");
  EXPECT_EQ(row["imported"], "False");
}

TEST(Long, DictionaryHasUnitAndDirectionOfEachColumn) {
  RecordedRun run = made_up_run("a");
  run.metrics.push_back({"loss", 0.3});
  Catalogue catalogue;
  catalogue.repos = {{.name = "lab",
                      .metrics = {{.name = "loss", .better = Direction::lower},
                                  {.name = "test_accuracy", .better = Direction::higher}}}};
  const Table table = long_table({&run}, catalogue);
  const auto entries = dictionary_of(table, "all.csv");
  EXPECT_THAT(entries, SizeIs(table.columns.size()));
  const std::string text = dictionary_csv(entries);
  EXPECT_THAT(text, testing::HasSubstr("all.csv,perf_loss,,metric loss,lower,,\n"));
  EXPECT_THAT(text, testing::HasSubstr("all.csv,perf_test_accuracy,,metric test_accuracy,higher,"));
  EXPECT_THAT(text, testing::HasSubstr("all.csv,duration_seconds,s,"));
}

TEST(Selection, CountsWhatItLeavesOut) {
  std::vector<RecordedRun> runs = {made_up_run("a"), parallel_run("b"), made_up_run("c"),
                                   made_up_run("d"), made_up_run("e")};
  runs[2].outcome = Outcome::failed;
  runs[3].model = "large";
  runs[4].role = Role::warm_up;
  runs[0].store = runs[0].session;
  runs[0].session = "the one it was imported from";
  const SelectedRuns selected = select_runs(runs, {.sessions = {"results/run_20260105_101500/"},
                                                   .outcomes = {Outcome::succeeded},
                                                   .models = {"lab/small"},
                                                   .parallel = false});
  EXPECT_THAT(selected.runs, ElementsAre(&runs[0]));
  std::vector<std::string> why;
  for (const LeftOut& left : selected.left_out) {
    why.push_back(left.why);
    EXPECT_EQ(left.runs, 1u);
  }
  EXPECT_THAT(why, ElementsAre("they are parallel", "their outcome is failed",
                               "they are of other models", "they are warm-ups or calibrations"));
}

}  // namespace
}  // namespace mutation
