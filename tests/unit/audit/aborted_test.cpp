#include <gmock/gmock.h>

#include "rows.h"

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(Aborted, IsATrainingOfSecondsAmongOnesOfMinutes) {
  std::vector<RecordedRun> runs = rows(8);
  runs.push_back(row(20, 20000, 55));
  runs[8].metrics.clear();
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 8), "aborted_training no_metric");
  EXPECT_THAT(audit.runs[8].findings[0].evidence,
              HasSubstr("ended after 55 s without a metric; 8 peers take 1000 s"));
  EXPECT_EQ(audit.trusted, 8u);
}

TEST(Aborted, IsNotATrainingOfFewEpochs) {
  std::vector<RecordedRun> runs = rows(8);
  runs.push_back(row(20, 20000, 105));
  runs[8].hyperparameters[0].value = std::int64_t{1};
  EXPECT_EQ(audit_runs(runs).trusted, 9u);
}

TEST(Aborted, IsNotAShortRunWithItsMetricWhereFewEpochsAreKnown) {
  std::vector<RecordedRun> runs = rows(8);
  for (RecordedRun& run : runs) {
    run.hyperparameters.erase(run.hyperparameters.begin());
    run.effective_hyperparameters = run.hyperparameters;
  }
  runs.push_back(row(20, 20000, 138));
  EXPECT_EQ(audit_runs(runs).trusted, 9u);
  // Nor without one: 2 epochs of the usual 10 would take so long.
  runs[8].metrics.clear();
  EXPECT_EQ(find_code(audit_runs(runs), 8, "aborted_training"), nullptr);
  runs[8] = row(20, 20000, 38);
  EXPECT_EQ(grave(audit_runs(runs), 8), "aborted_training");
}

TEST(Aborted, ShowsInTheLogsEnd) {
  std::vector<RecordedRun> runs = rows(2);
  runs[1].log_tail = "epoch 3\nRuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB";
  runs[1].metrics.clear();
  EXPECT_EQ(grave(audit_runs(runs), 1), "aborted_training");
  runs[1].log_tail = "  File \"train.py\", line 7\nValueError: too many values\n";
  EXPECT_EQ(grave(audit_runs(runs), 1), "aborted_training");
  runs[1].log_tail = "[wrapper] Training finished with exit code: 1";
  EXPECT_EQ(grave(audit_runs(runs), 1), "aborted_training");
  runs[1].log_tail = "[INFO] Test Error: 0.9\ntrain error: 0.8\n[wrapper] exit code: 0";
  EXPECT_EQ(grave(audit_runs(runs), 1), "");
  runs[1].log_tail = "model mnist_ff is not implemented";
  EXPECT_EQ(grave(audit_runs(runs), 1), "not_implemented");
}

TEST(Aborted, MayBeAModelAllOfWhoseRunsEndAtOnce) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(row(i, 2000 + i * 73.0, 10));
    runs.back().metrics.clear();
    runs.back().reported.gpu_energy_total_joules = *runs.back().reported.gpu_power_avg_watts * 10;
  }
  const Audit audit = audit_runs(runs);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(grave(audit, i), "no_training");
  runs[2].metrics = {{"test_accuracy", 88.8}};
  EXPECT_EQ(audit_runs(runs).trusted, 4u);
}

TEST(Aborted, MayBeSuchAModelThoughEachSessionHasOneRunOfIt) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 3; ++i) {
    runs.push_back(row(i, 2000 + i * 73.0, 10));
    runs.back().metrics.clear();
    runs.back().session = "run_" + std::to_string(i);
    runs.back().reported.gpu_energy_total_joules = *runs.back().reported.gpu_power_avg_watts * 10;
  }
  EXPECT_EQ(grave(audit_runs(runs), 2), "no_training");
  runs[0].metrics = {{"test_accuracy", 88.8}};
  EXPECT_EQ(audit_runs(runs).trusted, 3u);
}

TEST(Aborted, IsNotAMetricCalledErrorNorAnExceptionBeforeSuccess) {
  std::vector<RecordedRun> runs = rows(2);
  runs[1].log_tail = "MeanSquaredError: 0.12\nMeanAbsoluteError: 1e-3";
  EXPECT_EQ(grave(audit_runs(runs), 1), "");
  runs[1].log_tail =
      "ConnectionError: retrying without the mirror\nTraining completed successfully";
  EXPECT_EQ(grave(audit_runs(runs), 1), "");
  runs[1].log_tail = "saved successfully\nValueError: too many values";
  EXPECT_EQ(grave(audit_runs(runs), 1), "aborted_training");
}

TEST(Aborted, IsATrainingThatNeverUsedTheGpu) {
  std::vector<RecordedRun> runs = rows(8);
  runs[3].reported.gpu_util_avg_percent = 0.2;
  EXPECT_EQ(grave(audit_runs(runs), 3), "gpu_not_used");
}

TEST(Aborted, MissesAMetricThatTheOthersHave) {
  std::vector<RecordedRun> runs = rows(8);
  runs[3].metrics.clear();
  EXPECT_EQ(grave(audit_runs(runs), 3), "no_metric");
  // Not where many have none.
  runs[4].metrics.clear();
  runs[5].metrics.clear();
  EXPECT_EQ(audit_runs(runs).trusted, 8u);
}

}  // namespace
}  // namespace mutation
