#include <gmock/gmock.h>

#include "rows.h"

namespace mutation {
namespace {

using testing::HasSubstr;

// As a GPU looks on which something else computes all the time.
void load(RecordedRun& run) {
  run.reported.gpu_util_avg_percent = 99.7;
  run.reported.gpu_util_max_percent = 100;
  run.reported.gpu_power_min_watts = 142;
}

TEST(ForeignLoad, IsAFullGpuThatPeersUseHalf) {
  std::vector<RecordedRun> runs = rows(8);
  load(runs[4]);
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 4), "foreign_gpu_load");
  EXPECT_EQ(audit.runs[4].worst, Gravity::do_not_use);
  EXPECT_THAT(audit.runs[4].findings[0].evidence, HasSubstr("never drew less than 142 W"));
}

TEST(ForeignLoad, IsNotAModelThatUsesAllOfTheGpu) {
  std::vector<RecordedRun> runs = rows(8);
  for (RecordedRun& run : runs) run.reported.gpu_util_avg_percent = 97;
  runs[4].reported.gpu_util_avg_percent = 98.5;
  EXPECT_EQ(audit_runs(runs).trusted, 8u);
}

TEST(ForeignLoad, IsNotToldFromAFewPeers) {
  std::vector<RecordedRun> runs = rows(5);
  load(runs[4]);
  EXPECT_EQ(audit_runs(runs).trusted, 5u);
}

TEST(ForeignLoad, WasThereBeforeTheTrainingCanHaveBegun) {
  std::vector<RecordedRun> runs = rows(1);
  load(runs[0]);
  runs[0].traces =
      RecordedTraces{.samples = 970, .start_utilization = 100.0, .p05_utilization = 99.0};
  EXPECT_EQ(grave(audit_runs(runs), 0), "foreign_gpu_load");
  // A parallel run's own background is there, too.
  make_parallel(runs[0]);
  EXPECT_EQ(grave(audit_runs(runs), 0), "");
}

TEST(ForeignLoad, WentOnDuringTheParallelRunsBetween) {
  std::vector<RecordedRun> runs = rows(9);
  load(runs[5]);
  load(runs[6]);
  make_parallel(runs[6]);
  load(runs[7]);
  runs[6].timestamp = row(6, 2000 + 6 * 1063.0 + 30).timestamp;
  runs[7].timestamp = row(7, 2000 + 7 * 1063.0 + 30).timestamp;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 6), "foreign_gpu_load");
  EXPECT_EQ(find_code(audit, 6, "foreign_gpu_load")->related, (std::vector<std::size_t>{5, 7}));
}

TEST(ForeignLoad, OnTheCpuShowsInItsPower) {
  std::vector<RecordedRun> runs = rows(8);
  *runs[2].reported.cpu_energy_pkg_joules *= 2;
  *runs[2].reported.cpu_energy_total_joules *= 2;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 2), "foreign_cpu_load");
  EXPECT_EQ(audit.runs[2].worst, Gravity::doubtful);
}

TEST(Background, ThatChangesNothingWasNoLoad) {
  std::vector<RecordedRun> runs = rows(8);
  runs.push_back(row(20, 2000 + 8 * 1093.0));
  make_parallel(runs[8]);
  runs.push_back(row(21, 2000 + 9 * 1093.0));
  make_parallel(runs[9]);
  runs[9].reported.gpu_util_avg_percent = 85;
  const Audit audit = audit_runs(runs);
  EXPECT_NE(find_code(audit, 8, "background_no_load"), nullptr);
  EXPECT_THAT(find_code(audit, 8, "background_no_load")->evidence, HasSubstr("no load shows"));
  EXPECT_EQ(find_code(audit, 9, "background_no_load"), nullptr);
}

TEST(Background, OfAModelThatUsesNoGpuIsNoLoad) {
  std::vector<RecordedRun> runs = rows(6);
  for (RecordedRun& run : runs) {
    run.model = "load";
    run.reported.gpu_util_avg_percent = 0.01;
  }
  runs.push_back(row(20, 2000 + 7 * 1093.0));
  make_parallel(runs[6]);
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 6), "background_no_load");
  EXPECT_THAT(audit.runs[6].findings[0].evidence, HasSubstr("lab/load uses the GPU 0.0 %"));
}

TEST(Background, IsJudgedByItsRecordWhereThereIsOne) {
  std::vector<RecordedRun> runs = rows(2);
  for (RecordedRun& run : runs) {
    run.kind = RecordKind::session;
    make_parallel(run);
    run.alive_fraction = 1.0;
    run.loaded_fraction = 1.0;
  }
  runs[1].loaded_fraction = 0.2;
  const Audit audit = audit_runs(runs);
  EXPECT_EQ(grave(audit, 0), "");
  EXPECT_EQ(grave(audit, 1), "background_no_load");
}

}  // namespace
}  // namespace mutation
