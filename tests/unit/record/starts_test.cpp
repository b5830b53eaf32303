// Warm-ups that join the plan later, and runs whose start temperature is judged again, through
// crashes.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "record/json.h"
#include "record/read_session.h"
#include "record/schema.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

PlannedRun warm_up(int index) {
  PlannedRun run = sequential_run();
  run.index = index;
  run.role = Role::warm_up;
  run.experiment_id = "examples_mnist_ff_003_warmup";
  return run;
}

std::vector<int> unfinished_in(SessionStore& store) {
  std::vector<int> indices;
  const auto unfinished = store.unfinished();
  for (const UnfinishedRun& run : unfinished.value()) indices.push_back(run.index);
  return indices;
}

std::unique_ptr<SessionStore> reopened(const std::string& directory) {
  auto store = SessionStore::reopen(directory);
  EXPECT_TRUE(store.ok());
  EXPECT_TRUE((*store)->resume_session(sample_session(), {}).ok());
  return std::move(*store);
}

TEST(AddedRuns, AreDoneBeforeTheRunThatTheyWereAddedFor) {
  const TemporaryFolder results;
  auto store = begun_session(results.path());
  EXPECT_EQ(store->next_index().value(), 3);
  ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(10)).ok());
  ASSERT_TRUE(store->add_run(warm_up(3), 2).ok());
  EXPECT_THAT(unfinished_in(*store), ElementsAre(1, 3, 2));
  EXPECT_EQ(store->next_index().value(), 4);
  // A crash in between changes nothing of it.
  const std::string directory = store->directory();
  store.reset();
  store = reopened(directory);
  EXPECT_THAT(unfinished_in(*store), ElementsAre(1, 3, 2));
  EXPECT_EQ(store->head()->runs_planned, 3);
  EXPECT_EQ(store->planned(3)->role, Role::warm_up);
}

TEST(AddedRuns, AreDoneOnce) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  ASSERT_TRUE(store->add_run(warm_up(3), 2).ok());
  record_run(*store, warm_up(3), "id-3", 10);
  EXPECT_THAT(unfinished_in(*store), ElementsAre(1, 2));
  EXPECT_FALSE(store->add_run(warm_up(3), 2).ok()) << "an index is planned once";
}

// A warm-up that failed, added before the session's second run.
void record_failed_warm_up(SessionStore& store) {
  ASSERT_TRUE(store.add_run(warm_up(3), 2).ok());
  RunRecord failed = sample_record(warm_up(3), "id-3", 10);
  failed.outcome = failed.attempts[0].outcome = Outcome::failed;
  ASSERT_TRUE(store.begin_run("id-3", warm_up(3), at(10)).ok());
  ASSERT_TRUE(store.begin_attempt("id-3", 1, at(10)).ok());
  ASSERT_TRUE(store.end_attempt("id-3", failed.attempts[0]).ok());
  ASSERT_TRUE(store.end_run(failed).ok());
}

TEST(AddedRuns, DoNotCountAmongThoseThatHaveNotSucceeded) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_failed_warm_up(*store);
  EXPECT_EQ(store->runs_not_succeeded().value(), 0);
  EXPECT_THAT(store->starts().value(), IsEmpty());
}

TEST(AddedRuns, DoNotCountInTheIndex) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_failed_warm_up(*store);
  record_run(*store, parallel_run(), "id-2", 100);
  ASSERT_TRUE(store->end_session(at(150), "").ok());
  auto index = Database::open_for_reading(results / "mutation.db", index_migrations());
  ASSERT_TRUE(index.ok());
  const auto counts = index->query("SELECT succeeded, failed FROM session");
  ASSERT_THAT(*counts, SizeIs(1));
  EXPECT_EQ(counts->front(), (Row{std::int64_t{1}, std::int64_t{0}}));
}

TEST(AddedRuns, AreNotTrainedAgainOnceTheirRunIsDone) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_failed_warm_up(*store);
  record_run(*store, parallel_run(), "id-2", 100);
  ASSERT_TRUE(store->reopen_runs({Outcome::failed, Outcome::suspect}).ok());
  EXPECT_THAT(unfinished_in(*store), ElementsAre(1));
}

TEST(Starts, AreThoseOfMeasuredRunsThatHaveEnded) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const RunRecord run = record_run(*store, sequential_run(), "id-1", 10);
  const auto starts = store->starts().value();
  ASSERT_THAT(starts, SizeIs(1));
  EXPECT_EQ(starts[0].run_id, "id-1");
  EXPECT_EQ(starts[0].device, "SIM-0");
  EXPECT_EQ(starts[0].temperature, *run.attempts[0].cooling.end_temperature);
  EXPECT_EQ(starts[0].band, 3);
  EXPECT_FALSE(starts[0].off);
}

TEST(Starts, HaveTheTemperatureThatTheSessionLearnedNotOneThatWasGiven) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  PlannedRun given = parallel_run();
  given.rules.start_temperature_celsius = 45;
  for (const auto& [planned, id] : {std::pair{sequential_run(), "id-1"}, {given, "id-2"}}) {
    RunRecord run = sample_record(planned, id, 10);
    run.attempts[0].cooling.target_temperature = Celsius{45};
    ASSERT_TRUE(store->begin_run(id, planned, at(10)).ok());
    ASSERT_TRUE(store->begin_attempt(id, 1, at(10)).ok());
    ASSERT_TRUE(store->end_attempt(id, run.attempts[0]).ok());
    ASSERT_TRUE(store->end_run(run).ok());
  }
  const auto starts = store->starts().value();
  ASSERT_THAT(starts, SizeIs(2));
  EXPECT_EQ(starts[0].target, Celsius{45});
  EXPECT_FALSE(starts[1].target.has_value());
}

TEST(Starts, OfARunThatIsTriedAgainIsForgotten) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "id-1", 10);
  ASSERT_TRUE(store->reopen_runs({Outcome::succeeded}).ok());
  EXPECT_THAT(store->starts().value(), IsEmpty());
}

class JudgedAnew : public testing::Test {
 protected:
  JudgedAnew() : store_(begun_session(results_.path())) {
    record_run(*store_, sequential_run(), "id-1", 10);
    record_run(*store_, parallel_run(), "id-2", 100);
    run_ = run_record_of(*store_->begun_run("id-1"));
    run_.attempts[0].outcome = run_.outcome = Outcome::suspect;
    run_.attempts[0].reasons = run_.reasons = {{"start_temperature", "started at 45.0 C"}};
  }
  void expect_suspect() const {
    const std::string experiment =
        text_of_file(store_directory_ + "/examples_mnist_ff_001/experiment.json");
    EXPECT_EQ(Json::parse(experiment)["outcome"], "suspect");
    EXPECT_EQ(Json::parse(experiment)["reasons"][0]["code"], "start_temperature");
    const std::string summary = text_of_file(store_directory_ + "/summary.csv");
    EXPECT_THAT(summary, HasSubstr("start_temperature: started at 45.0 C"));
    EXPECT_EQ(std::ranges::count(summary, '\n'), 3) << "the header and each run once";
  }
  TemporaryFolder results_;
  std::unique_ptr<SessionStore> store_;
  std::string store_directory_ = store_->directory();
  RunRecord run_;
};

TEST_F(JudgedAnew, StoreAndFilesSaySo) {
  ASSERT_TRUE(store_->judge_anew({run_}).ok());
  expect_suspect();
  EXPECT_EQ(store_->runs_not_succeeded().value(), 1);
  EXPECT_TRUE(store_->starts().value()[0].off);
  EXPECT_EQ(store_->begun_run("id-1")->attempts[0].record->reasons[0].code, "start_temperature");
}

TEST_F(JudgedAnew, TheSummaryGoesOnBehindIt) {
  ASSERT_TRUE(store_->judge_anew({run_}).ok());
  ASSERT_TRUE(store_->add_run(warm_up(3), 4).ok());
  record_run(*store_, warm_up(3), "id-3", 200);
  EXPECT_THAT(text_of_file(store_directory_ + "/summary.csv"), HasSubstr("_003_warmup"));
}

TEST_F(JudgedAnew, ACrashBeforeTheFilesWereWrittenIsMadeGood) {
  const std::string experiment = store_directory_ + "/examples_mnist_ff_001/experiment.json";
  const std::string summary = store_directory_ + "/summary.csv";
  const std::string old_experiment = text_of_file(experiment);
  const std::string old_summary = text_of_file(summary);
  ASSERT_TRUE(store_->judge_anew({run_}).ok());
  store_.reset();
  put_file(experiment, old_experiment);
  put_file(summary, old_summary);
  {
    auto database = Database::open(store_directory_ + "/session.db", Journal::write_ahead,
                                   session_migrations());
    ASSERT_TRUE(database->commit({{"INSERT INTO judged_anew VALUES ('id-1')", {}}}).ok());
  }
  store_ = reopened(store_directory_);
  expect_suspect();
}

TEST_F(JudgedAnew, WritesWithTheSpaceSetAsideWhereThereIsNoOther) {
  const std::string run = store_directory_ + "/examples_mnist_ff_001";
  ASSERT_TRUE(exists(store_directory_ + "/reserve"));
  std::filesystem::rename(run, run + "_moved");
  put_file(run, "in the way of experiment.json");
  EXPECT_FALSE(store_->judge_anew({run_}).ok());
  EXPECT_FALSE(exists(store_directory_ + "/reserve")) << "given up for a second try";
}

TEST_F(JudgedAnew, AWayBackIsPossible) {
  ASSERT_TRUE(store_->judge_anew({run_}).ok());
  run_.attempts[0].outcome = run_.outcome = Outcome::succeeded;
  run_.attempts[0].reasons = run_.reasons = {};
  ASSERT_TRUE(store_->judge_anew({run_}).ok());
  EXPECT_EQ(store_->runs_not_succeeded().value(), 0);
  EXPECT_FALSE(store_->starts().value()[0].off);
  EXPECT_THAT(text_of_file(store_directory_ + "/summary.csv"),
              Not(HasSubstr("start_temperature:")));
}

}  // namespace
}  // namespace mutation
