// Tables that statistics can take as they are.
#include "export/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runs.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<const RecordedRun*> all_of(const std::vector<RecordedRun>& runs) {
  std::vector<const RecordedRun*> pointers;
  for (const RecordedRun& run : runs) pointers.push_back(&run);
  return pointers;
}

RecordedRun with_epochs(RecordedRun run, std::int64_t epochs, double joules) {
  run.effective_hyperparameters = {{"epochs", epochs}};
  run.energy.gpu_energy_total_joules = joules;
  return run;
}

const Variable& named(const AnalysisGroup& group, const std::string& name) {
  for (const Variable& variable : group.variables) {
    if (variable.name == name) return variable;
  }
  ADD_FAILURE() << "no variable " << name;
  return group.variables.front();
}

TEST(Analysis, HasIndicatorsHyperparametersInteractionsAndOutcomes) {
  std::vector<RecordedRun> runs = {with_epochs(made_up_run("a"), 10, 100),
                                   with_epochs(parallel_run("b"), 20, 300),
                                   with_epochs(made_up_run("c"), 30, 200)};
  runs[2].model = "large";
  const auto groups = analysis_of(all_of(runs), {}, {});
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(analysis_csv(groups[0]),
            "run_id,session,model,host,device,device_name,simulated,is_parallel,model_small,"
            "hyperparam_training_iterations,"
            "hyperparam_training_iterations_x_is_parallel,duration_seconds,"
            "energy_gpu_total_joules,perf_test_accuracy\n"
            "uuid-a,run_20260105_101500,small,,,,0.0,0.0,1.0,10.0,0.0,12.5,100.0,91.5\n"
            "uuid-b,run_20260105_101500,small,,,,0.0,1.0,1.0,20.0,20.0,12.5,300.0,91.5\n"
            "uuid-c,run_20260105_101500,large,,,,0.0,0.0,0.0,30.0,0.0,12.5,200.0,91.5\n");
  EXPECT_EQ(groups[0].incomplete, 0u);
}

TEST(Analysis, StandardisesAndRemembersByWhat) {
  std::vector<RecordedRun> runs = {with_epochs(made_up_run("a"), 10, 100),
                                   with_epochs(parallel_run("b"), 20, 300),
                                   with_epochs(made_up_run("c"), 30, 200)};
  const auto groups = analysis_of(all_of(runs), {}, {.standardise = true});
  EXPECT_EQ(analysis_csv(groups[0]),
            "run_id,session,model,host,device,device_name,simulated,is_parallel,hyperparam_"
            "training_iterations,"
            "hyperparam_training_iterations_x_is_parallel,energy_gpu_total_joules\n"
            "uuid-a,run_20260105_101500,small,,,,0.0,0.0,-1.0,0.0,-1.0\n"
            "uuid-b,run_20260105_101500,small,,,,0.0,1.0,0.0,0.0,1.0\n"
            "uuid-c,run_20260105_101500,small,,,,0.0,0.0,1.0,0.0,0.0\n");
  const Variable& epochs = named(groups[0], "hyperparam_training_iterations");
  EXPECT_EQ(epochs.mean, 20);
  EXPECT_EQ(epochs.standard_deviation, 10);
  EXPECT_THAT(groups[0].notes,
              ElementsAre(HasSubstr("duration_seconds: left out, it is the same in all runs"),
                          HasSubstr("perf_test_accuracy: left out")));
}

TEST(Analysis, KeepsCompleteCasesAndCountsTheOthers) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 5; ++i) runs.push_back(with_epochs(made_up_run("r"), 10 + i, 100));
  runs[0].metrics.clear();
  runs[1].metrics.push_back({"rare", 1});
  const auto groups = analysis_of(all_of(runs), {}, {});
  EXPECT_EQ(groups[0].runs.size(), 4u);
  EXPECT_EQ(groups[0].incomplete, 1u);
  EXPECT_THAT(groups[0].notes, ElementsAre("perf_rare: left out, 4 of 5 runs lack it"));
}

TEST(Analysis, MakesAGroupOfEachRepo) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b"), made_up_run("c")};
  runs[1].repository = "other/lab";
  runs[2].model = "large";
  const auto by_repo = analysis_of(all_of(runs), {}, {});
  ASSERT_EQ(by_repo.size(), 2u);
  EXPECT_EQ(file_name_of(by_repo[1]), "other_lab.csv");
  const auto by_model = analysis_of(all_of(runs), {}, {.group_by = GroupBy::model});
  EXPECT_EQ(by_model.size(), 3u);
}

TEST(Analysis, UnifiesNamesAsToldAndKeepsApartWhatStandsInOneRun) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b")};
  for (RecordedRun& run : runs)
    run.effective_hyperparameters = {
        {"alpha", 0.1}, {"weight_decay", 0.2}, {"epochs", std::int64_t{3}}, {"wd2", 0.5}};
  const auto groups =
      analysis_of(all_of(runs), {}, {.unify = {{"epochs", "epochs"}, {"wd2", "decay"}}});
  std::vector<std::string> names;
  for (const Variable& variable : groups[0].variables) {
    if (variable.kind == Variable::Kind::hyperparameter) names.push_back(variable.name);
  }
  EXPECT_THAT(names, ElementsAre("hyperparam_alpha", "hyperparam_decay", "hyperparam_epochs",
                                 "hyperparam_weight_decay"));
  EXPECT_THAT(groups[0].notes, ElementsAre(HasSubstr("alpha and weight_decay: not unified")));
}

TEST(Analysis, MakesIndicatorsOfTexts) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b"), made_up_run("c")};
  const char* optimizers[] = {"sgd", "adam", "sgd"};
  for (int i = 0; i < 3; ++i)
    runs[i].effective_hyperparameters = {{"nesterov", i == 1},
                                         {"optimizer", std::string(optimizers[i])}};
  const auto groups = analysis_of(all_of(runs), {}, {});
  EXPECT_THAT(named(groups[0], "hyperparam_optimizer_sgd").values, ElementsAre(1, 0, 1));
  EXPECT_THAT(named(groups[0], "hyperparam_nesterov").values, ElementsAre(0, 1, 0));
}

TEST(Analysis, MarksRunsOfWhichOnlyThePythonToolsSumIsKnown) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b")};
  runs[1].energy.gpu_energy_total_joules.reset();
  const auto groups = analysis_of(all_of(runs), {}, {});
  EXPECT_THAT(named(groups[0], "energy_gpu_only_sum").values, ElementsAre(0, 1));
  EXPECT_THAT(groups[0].notes,
              ElementsAre(HasSubstr("of 1 of 2 runs the Python tool's plain sum")));
}

TEST(Analysis, TakesMeanPowerTimesDurationForThePythonToolsSum) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b")};
  runs[1].kind = RecordKind::csv_row;
  runs[1].energy.gpu_energy_total_joules.reset();
  for (RecordedRun& run : runs) run.energy.gpu_power_avg_watts = 200;
  const auto groups = analysis_of(all_of(runs), {}, {});
  EXPECT_THAT(named(groups[0], "energy_gpu_total_joules").values, ElementsAre(1000, 2500));
  EXPECT_THAT(named(groups[0], "energy_gpu_by_mean_power").values, ElementsAre(0, 1));
  EXPECT_THAT(groups[0].notes, ElementsAre(HasSubstr("of 1 of 2 runs mean power x duration")));
}

TEST(Analysis, SaysOfEachRowWhereItWasMeasuredAndWhetherItIsSimulated) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b"), made_up_run("c")};
  runs[0].host = runs[1].host = "sun";
  runs[0].device = "GPU-1";
  runs[1].device = "GPU-2";
  runs[0].device_name = runs[1].device_name = "NVIDIA H200";
  runs[2].device = "SIM-0";
  runs[2].simulated = true;
  const auto groups = analysis_of(all_of(runs), {}, {});
  EXPECT_EQ(analysis_csv(groups[0]),
            "run_id,session,model,host,device,device_name,simulated,is_parallel,duration_seconds,"
            "energy_gpu_total_joules,perf_test_accuracy\n"
            "uuid-a,run_20260105_101500,small,sun,GPU-1,NVIDIA H200,0.0,0.0,12.5,1000.0,91.5\n"
            "uuid-b,run_20260105_101500,small,sun,GPU-2,NVIDIA H200,0.0,0.0,12.5,1000.0,91.5\n"
            "uuid-c,run_20260105_101500,small,,SIM-0,,1.0,0.0,12.5,1000.0,91.5\n");
  EXPECT_THAT(groups[0].notes, ElementsAre(HasSubstr("the runs are of 3 GPUs or machines"),
                                           HasSubstr("of 1 of 3 runs the GPU is simulated")));
  std::vector<std::string> columns;
  for (const DictionaryEntry& entry : dictionary_of(groups[0], "lab.csv")) {
    EXPECT_NE(entry.meaning, "") << entry.column;
    columns.push_back(entry.column);
  }
  EXPECT_THAT(columns, ElementsAre("run_id", "session", "model", "host", "device", "device_name",
                                   "simulated", "is_parallel", "duration_seconds",
                                   "energy_gpu_total_joules", "perf_test_accuracy"));
}

TEST(Analysis, OfOneDeviceHasNoNoteOfIt) {
  std::vector<RecordedRun> runs = {made_up_run("a"), made_up_run("b")};
  EXPECT_THAT(analysis_of(all_of(runs), {}, {})[0].notes, IsEmpty());
}

TEST(Analysis, NeedsNoRuns) {
  EXPECT_THAT(analysis_of({}, {}, {}), IsEmpty());
}

}  // namespace
}  // namespace mutation
