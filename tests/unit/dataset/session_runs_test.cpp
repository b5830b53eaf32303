// This program's own sessions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/read_runs.h"
#include "record/experiment_json.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OwnSession : public testing::Test {
 protected:
  OwnSession() {
    auto store = begun_session(folder_.path());
    record_run(*store, sequential_run(), "id-1", 10);
    directory_ = store->directory();
  }
  TemporaryFolder folder_;
  std::string directory_;
};

TEST_F(OwnSession, GivesTheRunsThatHaveEndedAndSaysHowManyHaveNot) {
  const auto read = read_runs(directory_, nullptr);
  ASSERT_TRUE(read.ok()) << to_text(read.error());
  ASSERT_EQ(read->runs.size(), 1u);
  EXPECT_THAT(read->notes, ElementsAre(HasSubstr("1 of 2 runs have not ended")));
  const RunRecord record = sample_record(sequential_run(), "id-1", 10);
  const AttemptRecord& attempt = final_attempt(record);
  const RecordedRun& run = read->runs[0];
  EXPECT_EQ(run.kind, RecordKind::session);
  EXPECT_EQ(run.run_id, "id-1");
  EXPECT_EQ(run.experiment_id, record.planned.experiment_id);
  EXPECT_EQ(run.hyperparameters, record.planned.foreground.hyperparameters);
  EXPECT_EQ(run.effective_hyperparameters, record.planned.foreground.effective_hyperparameters);
  EXPECT_EQ(run.outcome, record.outcome);
  EXPECT_EQ(run.start, attempt.training_start.utc);
  EXPECT_EQ(run.energy.gpu_energy_total_joules, attempt.energy.gpu_energy_total_joules);
  EXPECT_EQ(run.reported.gpu_energy_total_joules, attempt.energy.gpu_energy_total_joules);
  EXPECT_EQ(run.device, "SIM-0");
  EXPECT_EQ(run.device_name, "simulated GPU");
  EXPECT_TRUE(run.simulated);
}

TEST_F(OwnSession, IsReadFromItsFolderItsStoreOrTheFolderOfResults) {
  for (const std::string& path :
       {directory_, directory_ + "/", directory_ + "/session.db", folder_.path()}) {
    const auto read = read_runs(path, nullptr);
    ASSERT_TRUE(read.ok()) << to_text(read.error());
    EXPECT_EQ(read->runs.size(), 1u) << path;
  }
}

TEST(OwnExperiment, WithoutItsStoreSaysWhereWhenAndWhyAllTheSame) {
  const TemporaryFolder folder;
  RunRecord record = sample_record(sequential_run(), "id-1", 10);
  record.outcome = Outcome::suspect;
  record.reasons = {{"throttled", "it throttled for 20 s"}};
  std::filesystem::create_directories(folder / "run_A/a_001");
  put_file(folder / "run_A/a_001/experiment.json", experiment_json(record, {sample_session(), 42}));
  const auto read = read_runs(folder.path(), nullptr);
  ASSERT_TRUE(read.ok()) << to_text(read.error());
  const RecordedRun& run = read->runs.at(0);
  EXPECT_EQ(run.device, "SIM-0");
  EXPECT_EQ(run.device_name, "simulated GPU");
  EXPECT_EQ(run.host, "box");
  EXPECT_EQ(run.start, final_attempt(record).training_start.utc);
  EXPECT_EQ(run.end, final_attempt(record).training_end.utc);
  EXPECT_EQ(run.reasons.at(0).code, "throttled");
  EXPECT_EQ(run.mutated, record.planned.foreground.mutated);
}

TEST(OwnExperiment, IsReadBesideAStoreThatIsEmpty) {
  const TemporaryFolder folder;
  const RunRecord record = sample_record(sequential_run(), "id-1", 10);
  std::filesystem::create_directories(folder / "run_A/a_001");
  put_file(folder / "run_A/a_001/experiment.json", experiment_json(record, {sample_session(), 42}));
  put_file(folder / "run_A/session.db", "");
  for (const char* path : {"run_A", "run_A/session.db"}) {
    const auto read = read_runs(folder / path, nullptr);
    ASSERT_TRUE(read.ok()) << to_text(read.error());
    EXPECT_EQ(read->runs.size(), 1u);
    EXPECT_THAT(read->notes, ElementsAre(HasSubstr("run_A/session.db is empty")));
  }
  EXPECT_EQ(read_past(folder.path())->configurations.size(), 1u);
}

TEST_F(OwnSession, IsAHistory) {
  const auto past = read_past(folder_.path());
  ASSERT_TRUE(past.ok()) << to_text(past.error());
  ASSERT_EQ(past->configurations.size(), 1u);
  const PlannedTraining planned = sequential_run().foreground;
  EXPECT_EQ(past->configurations[0].repo, planned.repo);
  EXPECT_EQ(past->configurations[0].model, planned.model);
  EXPECT_EQ(past->configurations[0].hyperparameters.size(), planned.hyperparameters.size());
  for (const NamedValue& named : planned.hyperparameters) {
    const Value* value = find(past->configurations[0].hyperparameters, named.name);
    ASSERT_TRUE(value) << named.name;
    EXPECT_TRUE(same_value(*value, named.value)) << named.name;
  }
}

TEST_F(OwnSession, ASessionThatCannotBeReadIsNamedAndTheOthersAreRead) {
  std::filesystem::create_directories(folder_ / "run_20200101_000000");
  put_file(folder_ / "run_20200101_000000/session.db", "no store");
  const auto read = read_runs(folder_.path(), nullptr);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->runs.size(), 1u);
  EXPECT_THAT(read->notes, testing::Contains(HasSubstr("run_20200101_000000")));
}

}  // namespace
}  // namespace mutation
