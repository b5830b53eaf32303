#include <gmock/gmock.h>

#include <limits>
#include <map>

#include "record/csv.h"
#include "record/summary_csv.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

using testing::StartsWith;

std::map<std::string, std::string> cells_of(const SummaryTable& table, const std::string& line) {
  const auto records = read_csv(table.head() + line);
  EXPECT_EQ(records.size(), 2u);
  EXPECT_EQ(records.at(0).size(), records.at(1).size());
  std::map<std::string, std::string> cells;
  for (size_t i = 0; i < records[0].size(); ++i) cells[records[0][i]] = records[1].at(i);
  EXPECT_EQ(cells.size(), records[0].size()) << "a column stands twice";
  return cells;
}

TEST(Summary, BeginsWithThePythonToolsColumnsFromPlanAndCatalogue) {
  EXPECT_EQ(SummaryTable(sample_plan(), sample_catalogue()).head(),
            "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
            "hyperparam_epochs,hyperparam_learning_rate,perf_accuracy,"
            "energy_cpu_pkg_joules,energy_cpu_ram_joules,energy_cpu_total_joules,"
            "energy_gpu_avg_watts,energy_gpu_max_watts,energy_gpu_min_watts,"
            "energy_gpu_total_joules,energy_gpu_temp_avg_celsius,energy_gpu_temp_max_celsius,"
            "energy_gpu_util_avg_percent,energy_gpu_util_max_percent,"
            "run_id,index,role,mode,outcome,reasons,exit_code,signal,"
            "energy_gpu_sum_legacy_joules,energy_gpu_above_idle_joules,"
            "energy_gpu_above_background_joules,energy_gpu_uncertainty_joules,"
            "start_temperature_celsius,cooling_seconds_asked,"
            "cooling_seconds_taken,cooling_verdict,load_verdict,background_repository,"
            "background_model,device_uuid,simulated,seed,"
            "effective_hyperparam_epochs,effective_hyperparam_learning_rate\r\n");
}

TEST(Summary, LeavesAbsentFiguresEmptyAndTellsGivenFromEffective) {
  const SummaryTable table(sample_plan(), sample_catalogue());
  const std::string line =
      table.line(sample_record(sequential_run(), "id-1", 0), {sample_instrumentation().devices[0]});
  EXPECT_THAT(line,
              StartsWith("examples_mnist_ff_001,2025-11-12T09:30:09.250000,examples,mnist_ff,"
                         "True,7.5,0,8,,0.5,196.9,,196.9,,,,750.0,,,,,id-1,1,measured,"
                         "mutation,succeeded,,0,,700.0,,,,41.0,60.0,61.5,settled,,,,SIM-0,True,"
                         "18446744073709551615,8,0.1\r\n"));
}

TEST(Summary, OfAFailedParallelRunSaysWhy) {
  const SummaryTable table(sample_plan(), sample_catalogue());
  RunRecord run = sample_record(parallel_run(), "id-2", 0);
  run.outcome = Outcome::failed;
  run.reasons = {{"exit_status", "signal 9 (SIGKILL), at last"}};
  run.attempts[0].status = {std::nullopt, 9};
  run.attempts[0].metrics = {{"accuracy", std::numeric_limits<double>::quiet_NaN()}};
  auto cells = cells_of(table, table.line(run, {}));
  EXPECT_EQ(cells["training_success"], "False");
  EXPECT_EQ(cells["reasons"], "exit_status: signal 9 (SIGKILL), at last");
  EXPECT_EQ(cells["exit_code"], "");
  EXPECT_EQ(cells["signal"], "9");
  EXPECT_EQ(cells["perf_accuracy"], "nan");
  EXPECT_EQ(cells["load_verdict"], "proved");
  EXPECT_EQ(cells["background_model"], "mnist");
  EXPECT_EQ(cells["device_uuid"], "");
}

}  // namespace
}  // namespace mutation
