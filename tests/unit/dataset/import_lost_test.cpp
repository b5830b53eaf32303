// Importing where something is gone or cannot be read: a session's store, or what the results
// folder has already.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dataset/import_runs.h"
#include "dataset/import_summary.h"
#include "dataset/read_runs.h"
#include "record/experiment_json.h"
#include "unit/dataset/importing.h"
#include "unit/dataset/material.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using ImportOfTheLost = ImportingTest;

TEST_F(ImportOfTheLost, ASessionThatMayHaveTheSameRunsAndCannotBeReadIsNamed) {
  import_from({session_});
  const std::string damaged = results_ + "/import_run_20231115_060000";
  put_file(damaged + "/session.db", "no database at all, but long enough to be taken for one");
  const ImportSummary summary = import_from({session_});
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_EQ(summary.experiments + summary.csv_rows, 3u) << "nobody can tell that they are there";
  ASSERT_EQ(summary.unread_sessions.size(), 1u);
  EXPECT_THAT(summary.unread_sessions[0].message, HasSubstr(damaged));
  EXPECT_THAT(summary.unread_sessions[0].hint, HasSubstr("imported once more"));
  EXPECT_THAT(import_json(summary, results_, ImportMode::write),
              HasSubstr("\"unread_sessions\": [\n    {\n      \"message\""));
}

TEST_F(ImportOfTheLost, OfASessionOfThisProgramThatCannotBeReadItIsNotSaidThatItNeedsNoImport) {
  const std::string damaged = folder_ / "kept/run_A";
  std::filesystem::create_directories(damaged);
  put_file(damaged + "/session.db", "no database at all, but long enough to be taken for one");
  const ImportSummary summary = import_from({damaged});
  EXPECT_EQ(summary.own_sessions, 0u);
  ASSERT_EQ(summary.errors.size(), 1u);
  EXPECT_THAT(summary.errors[0].message, HasSubstr("not a database"));
  EXPECT_THAT(summary.errors[0].hint, HasSubstr("move it away"));
}

// Of a session of this program only what its runs' experiment.json say is left.
TEST_F(ImportOfTheLost, ARunWhoseStoreIsGoneKeepsWhereAndOfWhatCodeItWas) {
  SessionInfo info = sample_session();
  ASSERT_FALSE(info.repos.empty());
  info.repos[0].train_script_sha256 = "1f2e";
  info.repos[0].git_commit = "0a9b";
  RunRecord record = sample_record(sequential_run(), "id-1", 10);
  record.planned.foreground.repo = info.repos[0].name;
  const std::string source = folder_ / "kept/run_A";
  std::filesystem::create_directories(source + "/a_001");
  put_file(source + "/a_001/experiment.json", experiment_json(record, {info, 42}));
  import_from({source});
  const std::string imported = results_ + "/import_run_A";
  const auto from_store = read_runs(imported, nullptr);
  std::filesystem::remove(imported + "/session.db");
  const auto from_experiment = read_runs(imported, nullptr);
  for (const auto& read : {read_runs(source, nullptr), from_store, from_experiment}) {
    ASSERT_TRUE(read.ok()) << to_text(read.error());
    const RecordedRun& run = read->runs.at(0);
    EXPECT_EQ(run.device, "SIM-0");
    EXPECT_EQ(run.device_name, "simulated GPU");
    EXPECT_EQ(run.host, "box");
    EXPECT_EQ(run.train_script_sha256, "1f2e");
    EXPECT_EQ(run.git_commit, "0a9b");
  }
}

TEST_F(ImportOfTheLost, ARowKeepsTheDeviceThatItNames) {
  put_file(folder_ / "all.csv",
           "experiment_id,repository,model,training_success,duration_seconds,device_uuid\n"
           "a,toys,ball,True,5.0,GPU-1\n");
  const auto read = read_runs(import_from({folder_ / "all.csv"}).sources.at(0).directory, nullptr);
  ASSERT_TRUE(read.ok()) << to_text(read.error());
  EXPECT_EQ(read->runs.at(0).device, "GPU-1");
}

}  // namespace
}  // namespace mutation
