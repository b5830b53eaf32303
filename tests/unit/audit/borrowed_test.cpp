#include <gmock/gmock.h>

#include "rows.h"

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(BorrowedEnergy, IsFoundWhenItStandsInTwoRowsAndFitsOne) {
  std::vector<RecordedRun> runs = rows(8);
  runs.push_back(row(20, 20000, 450));
  runs[8].hyperparameters[0].value = std::int64_t{5};
  runs[8].reported = runs[2].reported;  // of a run of 1000 s
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(audit.runs[8].worst, Gravity::do_not_use);
  EXPECT_THAT(grave(audit, 8), HasSubstr("energy_of_another_run"));
  EXPECT_EQ(grave(audit, 2), "");
}

TEST(BorrowedEnergy, OfALongerRunHasMoreSamplesThanSeconds) {
  std::vector<RecordedRun> runs = rows(1);
  runs[0].reported.gpu_energy_total_joules = *runs[0].reported.gpu_power_avg_watts * 1744;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "energy_of_another_run");
  EXPECT_THAT(audit.runs[0].findings[0].evidence, HasSubstr("took 1744 s, the run 1000 s"));
}

TEST(BorrowedEnergy, OfAShorterRunIsLowInBothFigures) {
  std::vector<RecordedRun> runs = rows(8);
  for (std::optional<double>* figure :
       {&runs[3].reported.gpu_energy_total_joules, &runs[3].reported.cpu_energy_pkg_joules,
        &runs[3].reported.cpu_energy_total_joules})
    **figure *= 0.6;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 3), "energy_of_another_run energy_sum_low");
  EXPECT_THAT(audit.runs[3].findings[0].evidence, HasSubstr("both fit a run of 600 s"));
}

TEST(BorrowedEnergy, IsNotAWholeModelsSlowSampling) {
  std::vector<RecordedRun> runs = rows(8);
  for (RecordedRun& run : runs) *run.reported.gpu_energy_total_joules *= 0.4;
  const Audit audit = audit_runs(runs);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(grave(audit, i), "energy_sum_low");
}

TEST(BorrowedEnergy, IsInOneOfTwoRowsOfTheSameRunThatDiffer) {
  std::vector<RecordedRun> runs = rows(8);
  runs.push_back(runs[2]);
  runs[8].experiment_id = "default__lab_net_002";
  runs[8].reported = row(30, 0, 450).reported;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 8), "duplicate energy_of_another_run energy_sum_low");
  EXPECT_EQ(grave(audit, 2), "");
}

TEST(BorrowedEnergy, IsTheTraceOfAnotherTime) {
  std::vector<RecordedRun> runs = rows(8);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const double end = 1000000 + 1063.0 * static_cast<double>(i);
    runs[i].session = "run_a";
    runs[i].kind = RecordKind::python_experiment;
    runs[i].traces =
        RecordedTraces{.samples = 970, .first_seconds = end - 998, .last_seconds = end - 1};
  }
  *runs[5].traces->first_seconds -= 3000;
  *runs[5].traces->last_seconds -= 3000;
  *runs[6].traces->first_seconds -= 900;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 5), "energy_of_another_run");
  EXPECT_THAT(audit.runs[5].findings[0].evidence, HasSubstr("3000 s before the run"));
  EXPECT_EQ(grave(audit, 6), "energy_of_another_run");
  EXPECT_EQ(audit.trusted, 6u);
}

TEST(BorrowedEnergy, IsWhereARowHoldsTheFiguresOfTwoRuns) {
  std::vector<RecordedRun> runs = rows(2);
  runs[1].contradictions = {"duration_seconds 454.9, fg_duration_seconds 980.8"};
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 1), "energy_of_another_run");
  EXPECT_THAT(audit.runs[1].findings[0].evidence, HasSubstr("980.8"));
}

TEST(BorrowedMetric, StandsInRowsOfOneIdAndNowhereElse) {
  std::vector<RecordedRun> runs = rows(4);
  runs[3].experiment_id = runs[0].experiment_id;
  runs[0].metrics[0].value = runs[3].metrics[0].value = 5.98999969661236;
  EXPECT_EQ(grave(audit_runs(runs), 0), "metric_of_another_run");
  EXPECT_EQ(grave(audit_runs(runs), 3), "metric_of_another_run");
  // What the model tends to anyway stands under other ids, too.
  runs[2].metrics[0].value = 5.98999969661236;
  EXPECT_EQ(audit_runs(runs).trusted, 4u);
}

}  // namespace
}  // namespace mutation
