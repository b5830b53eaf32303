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

// Ended in a minute of its own and took as many seconds, so that the audit takes it for no copy.
RecordedRun own_moment_run(const std::string& id, int minute) {
  RecordedRun run = made_up_run(id);
  run.timestamp = "2026-01-05T10:0" + std::to_string(minute) + ":30.836826";
  run.duration = Seconds(minute * 11.375118);
  run.energy.gpu_energy_total_joules = run.reported.gpu_energy_total_joules = 1000 + minute;
  return run;
}

std::vector<std::string> left_out_of(const SelectedRuns& selected) {
  std::vector<std::string> texts;
  for (const LeftOut& left : selected.left_out)
    texts.push_back(std::to_string(left.runs) + " " + left.why);
  return texts;
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
  std::vector<RecordedRun> runs = {parallel_run("lab_small_001", {{"epochs", std::int64_t{12}}})};
  RecordedRun& run = runs[0];
  run.effective_hyperparameters = {{"epochs", std::int64_t{12}}, {"seed", std::int64_t{1}}};
  run.outcome = Outcome::suspect;
  run.reasons = {{"stranger", "x"}, {"throttled", "y"}};
  const AuditedRuns audited(runs);
  auto row = row_of(long_table({&run}, audited, {}), run);
  EXPECT_EQ(row["hyperparam_seed"], "1");
  EXPECT_EQ(row["mutated_seed"], "False");
  EXPECT_EQ(row["mutated_epochs"], "True");
  EXPECT_EQ(row["background_hyperparam_epochs"], "1");
  EXPECT_EQ(row["outcome"], "suspect");
  EXPECT_EQ(row["reasons"], "stranger;throttled");
  EXPECT_EQ(row["imported"], "False");
}

TEST(Long, DictionaryHasUnitAndDirectionOfEachColumn) {
  std::vector<RecordedRun> runs = {made_up_run("a")};
  runs[0].metrics.push_back({"loss", 0.3});
  Catalogue catalogue;
  catalogue.repos = {{.name = "lab",
                      .metrics = {{.name = "loss", .better = Direction::lower},
                                  {.name = "test_accuracy", .better = Direction::higher}}}};
  const AuditedRuns audited(runs);
  const Table table = long_table({&runs[0]}, audited, catalogue);
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
  const SelectedRuns selected =
      select_runs(AuditedRuns(runs), {.sessions = {"results/run_20260105_101500/"},
                                      .outcomes = {Outcome::succeeded},
                                      .models = {"lab/small"},
                                      .parallel = false});
  EXPECT_THAT(selected.runs, ElementsAre(&runs[0]));
  EXPECT_THAT(left_out_of(selected),
              ElementsAre("1 they are parallel", "1 their outcome is failed",
                          "1 they are of other models", "1 they are warm-ups or calibrations"));
}

TEST(Selection, LeavesOutSimulatedRunsWhereToldTo) {
  std::vector<RecordedRun> runs = {own_moment_run("a", 1), own_moment_run("b", 2)};
  runs[1].energy.simulated = true;
  EXPECT_THAT(select_runs(AuditedRuns(runs), {}).runs, ElementsAre(&runs[0], &runs[1]));
  const SelectedRuns selected = select_runs(AuditedRuns(runs), {.simulated = false});
  EXPECT_THAT(selected.runs, ElementsAre(&runs[0]));
  EXPECT_THAT(left_out_of(selected), ElementsAre("1 their GPU is simulated"));
}

TEST(Selection, TakesOfDuplicatesOneThatBelongsToIt) {
  std::vector<RecordedRun> runs = {own_moment_run("copy", 1), own_moment_run("original", 1),
                                   own_moment_run("other", 2), own_moment_run("again", 1)};
  runs[1].hyperparameters = {{"epochs", std::int64_t{3}}};
  runs[1].session = "run_20260106_101500";
  runs[0].kind = runs[3].kind = RecordKind::csv_row;
  const AuditedRuns audited(runs);
  ASSERT_EQ(audited.original_of(runs[0]), &runs[1]);
  const SelectedRuns each_once = select_runs(audited, {.duplicates = false});
  EXPECT_THAT(each_once.runs, ElementsAre(&runs[1], &runs[2]));
  EXPECT_THAT(left_out_of(each_once), ElementsAre("2 they are duplicates of others"));
  const SelectedRuns without_original =
      select_runs(audited, {.sessions = {"run_20260105_101500"}, .duplicates = false});
  EXPECT_THAT(without_original.runs, ElementsAre(&runs[0], &runs[2]));
}

TEST(Selection, LeavesOutWhatTheAuditSaysNotToUse) {
  std::vector<RecordedRun> runs = {own_moment_run("a", 1), own_moment_run("b", 2),
                                   own_moment_run("c", 3)};
  runs[1].energy.gpu_util_avg_percent = runs[1].reported.gpu_util_avg_percent = 300;
  runs[2].outcome = Outcome::failed;
  const SelectedRuns selected = select_runs(AuditedRuns(runs), {.unusable = false});
  EXPECT_THAT(selected.runs, ElementsAre(&runs[0], &runs[2]));
  EXPECT_THAT(left_out_of(selected),
              ElementsAre("1 the audit says not to use them, impossible_figure"));
}

TEST(Long, SaysHowTheGpuEnergyCameAbout) {
  std::vector<RecordedRun> runs = {own_moment_run("a", 1), own_moment_run("b", 2),
                                   own_moment_run("c", 3), own_moment_run("d", 4)};
  runs[1].kind = RecordKind::python_experiment;
  runs[2].kind = runs[3].kind = RecordKind::csv_row;
  for (const int i : {2, 3}) {
    runs[i].energy.gpu_energy_total_joules.reset();
    runs[i].duration = Seconds(20);
  }
  runs[2].energy.gpu_power_avg_watts = 150;
  const AuditedRuns audited(runs);
  const Table table = long_table({&runs[0], &runs[1], &runs[2], &runs[3]}, audited, {});
  EXPECT_EQ(row_of(table, runs[0])["energy_gpu_method"], "measured");
  EXPECT_EQ(row_of(table, runs[1])["energy_gpu_method"], "trace");
  auto inferred = row_of(table, runs[2]);
  EXPECT_EQ(inferred["energy_gpu_method"], "mean_power_x_duration");
  EXPECT_EQ(inferred["energy_gpu_total_joules"], "3000.0");
  EXPECT_EQ(inferred["energy_gpu_reported_joules"], "1003.0");
  EXPECT_EQ(inferred["inferred"], "energy_gpu_total_joules is mean power x duration");
  auto summed = row_of(table, runs[3]);
  EXPECT_EQ(summed["energy_gpu_method"], "sum_of_samples");
  EXPECT_EQ(summed["energy_gpu_total_joules"], "1004.0");
}

TEST(Long, HasWhatTheAuditSays) {
  std::vector<RecordedRun> runs = {own_moment_run("a", 1), own_moment_run("b", 1)};
  runs[0].hyperparameters = {{"epochs", std::int64_t{3}}};
  runs[1].kind = RecordKind::csv_row;
  const AuditedRuns audited(runs);
  const Table table = long_table({&runs[0], &runs[1]}, audited, {});
  auto original = row_of(table, runs[0]);
  EXPECT_EQ(original["audit_verdict"], "trust");
  EXPECT_EQ(original["audit_codes"], "hyperparameters_unknown;energy_partial");
  EXPECT_EQ(original["duplicate_of"], "");
  auto copy = row_of(table, runs[1]);
  EXPECT_EQ(copy["audit_verdict"], "do not use");
  EXPECT_EQ(copy["audit_codes"], "duplicate;energy_partial;hyperparameters_unknown");
  EXPECT_EQ(copy["duplicate_of"], "uuid-a");
}

}  // namespace
}  // namespace mutation
