// The names of runs that their record did not name, and of those that had them by earlier rules.
#include "dataset/content_id.h"

#include <gtest/gtest.h>

#include <set>

#include "dataset/import_runs.h"
#include "dataset/read_runs.h"
#include "dataset/run_to_import.h"
#include "record/imported_session.h"
#include "unit/dataset/material.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

RunsRead runs_in(const std::string& text) {
  const TemporaryFolder folder;
  put_file(folder / "runs.csv", text);
  auto read = read_runs(folder / "runs.csv", nullptr);
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : to_text(read.error()));
  return read.ok() ? std::move(*read) : RunsRead{};
}

TEST(ContentId, RowsThatAgreeInEverythingHaveDifferentNamesAndTheSameOnesAgain) {
  const std::string text =
      "experiment_id,repository,model,duration_seconds,hyperparam_laps\n"
      "a_001,toys,ball,5.0,10\nb_007,toys,ball,5.0,10.0\nc_001,toys,ball,5.5,10\n";
  const RunsRead first = runs_in(text), again = runs_in(text);
  ASSERT_EQ(first.runs.size(), 3u);
  EXPECT_NE(first.runs[0].run_id, first.runs[1].run_id);
  EXPECT_NE(first.runs[0].run_id, first.runs[2].run_id);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(first.runs[i].run_id, again.runs[i].run_id);
}

TEST(ContentId, ARunKeepsItsNameWhenItsTableIsWrittenAnew) {
  const RunsRead read = runs_in(
      "repository,model,duration_seconds,hyperparam_laps,energy_gpu_total_joules\n"
      "toys,ball,10.123456789012,3,500.25\n"
      "toys,ball,10.123456789013,,500.2500000000001\n"
      "toys,ball,10.2,3,500.25\n"
      "toys,ball,10.2,3,\n"
      "toys,ball,10.2,4,\n");
  const std::vector<RecordedRun>& runs = read.runs;
  ASSERT_EQ(runs.size(), 5u);
  const std::string name = content_id(runs[0]);
  EXPECT_EQ(content_id(runs[1]), name) << "last digits moved, another default filled in";
  EXPECT_NE(content_id(runs[2]), name);
  EXPECT_NE(content_id(runs[3]), content_id(runs[4])) << "nothing else tells them apart";
}

// Two runs of one duration, as coarse clocks give it: each figure tells them apart.
TEST(ContentId, WhatDiffersInAnyReportedFigureIsAnotherRun) {
  RecordedRun run{.kind = RecordKind::csv_row};
  run.repository = "toys";
  run.model = "ball";
  run.duration = Seconds(10.125);
  run.hyperparameters = {{"laps", std::int64_t{3}}};
  run.metrics = {{"hits", 7.5}};
  run.reported.cpu_energy_total_joules = 1000;
  std::vector<RecordedRun> runs(14, run);
  runs[1].reported.cpu_energy_pkg_joules = 1001;
  runs[2].reported.cpu_energy_ram_joules = 1001;
  runs[3].reported.cpu_energy_total_joules = 1001;
  runs[4].reported.gpu_power_avg_watts = 1001;
  runs[5].reported.gpu_power_max_watts = 1001;
  runs[6].reported.gpu_power_min_watts = 1001;
  runs[7].reported.gpu_energy_total_joules = 1001;
  runs[8].reported.gpu_temp_avg_celsius = 1001;
  runs[9].reported.gpu_temp_max_celsius = 1001;
  runs[10].reported.gpu_util_avg_percent = 1001;
  runs[11].reported.gpu_util_max_percent = 1001;
  runs[12].metrics[0].value = 7.75;
  runs[13].hyperparameters[0].value = std::int64_t{4};
  std::set<std::string> names;
  for (const RecordedRun& one : runs) names.insert(content_id(one));
  EXPECT_EQ(names.size(), 14u);
}

TEST(ContentId, ALongDurationWithAnEnergyNeedsNoMetricsWhichSomeTablesLack) {
  RecordedRun run{.kind = RecordKind::csv_row};
  run.duration = Seconds(10.123456789);
  run.metrics = {{"hits", 7.5}};
  RecordedRun in_another_table = run;
  in_another_table.metrics.clear();
  EXPECT_NE(content_id(run), content_id(in_another_table));
  run.reported.cpu_energy_total_joules = in_another_table.reported.cpu_energy_total_joules = 1000;
  EXPECT_EQ(content_id(run), content_id(in_another_table));
}

// What the first version imported: its names were made by other rules, which it did not note.
class EarlierImport : public testing::Test {
 protected:
  EarlierImport() {
    put_file(rows_, text({"10.5", "10.5", "12.25"}));
    auto read = read_runs(rows_, nullptr);
    EXPECT_TRUE(read.ok());
    SessionToImport session{.name = "rows_12345678", .source = rows_};
    for (RecordedRun& run : read->runs) {
      const int index = static_cast<int>(session.runs.size()) + 1;
      run.run_id = "0123abcd-0000-8000-8000-00000000000" + std::to_string(index);
      session.runs.push_back(run_to_import(run, index, "hash"));
      session.runs.back().record.provenance->naming = 1;
    }
    EXPECT_TRUE(write_imported_session(results_, session, at(0)).ok());
  }

  static std::string text(const std::vector<std::string>& durations) {
    std::string lines =
        "repository,model,training_success,duration_seconds,hyperparam_laps,"
        "energy_gpu_total_joules,perf_hits\n";
    for (const std::string& duration : durations)
      lines += "toys,ball,True," + duration + ",3,1000.5,7.75\n";
    return lines;
  }

  ImportSummary import_again() {
    return import_runs({rows_}, results_, nullptr, ImportMode::write, at(0));
  }

  const TemporaryFolder folder_;
  const std::string results_ = folder_ / "results";
  const std::string rows_ = folder_ / "rows.csv";
};

TEST_F(EarlierImport, IsNotDoubledWhenItIsImportedAgain) {
  EXPECT_EQ(import_again().csv_rows, 0u);
  EXPECT_EQ(import_again().sources.at(0).already_there, 3u);
}

TEST_F(EarlierImport, KeepsItsNamesAndCountsOnceBesideItsSource) {
  for (const auto& read :
       {read_all_runs({results_, rows_}, nullptr), read_all_runs({rows_, results_}, nullptr)}) {
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->runs.size(), 3u);
  }
  EXPECT_EQ(read_runs(results_, nullptr)->runs.at(2).run_id,
            "0123abcd-0000-8000-8000-000000000003");
}

TEST_F(EarlierImport, GetsWhatIsNewAndOfRunsThatAgreeInEverythingOneMore) {
  put_file(rows_, text({"10.5", "10.5", "10.5", "12.25", "13.5"}));
  const ImportSummary summary = import_again();
  EXPECT_EQ(summary.csv_rows, 2u);
  EXPECT_EQ(summary.sources.at(0).already_there, 3u);
  EXPECT_EQ(read_runs(results_, nullptr)->runs.size(), 5u);
  EXPECT_EQ(import_again().csv_rows, 0u);
}

}  // namespace
}  // namespace mutation
