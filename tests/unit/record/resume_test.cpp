// A session that is taken up again: what a crash at any moment leaves of it, and how it goes on.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "record/csv.h"
#include "record/json.h"
#include "record/read_session.h"
#include "record/session_index.h"
#include "record/session_lock.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::unique_ptr<SessionStore> reopened(const std::string& directory) {
  auto store = SessionStore::reopen(directory);
  EXPECT_TRUE(store.ok()) << (store.ok() ? "" : to_text(store.error()));
  EXPECT_TRUE((*store)->resume_session(sample_session(), {}).ok());
  return std::move(*store);
}

// The first run recorded, the second cut off in its first attempt. The session's folder.
std::string cut_off_session(const TemporaryFolder& results) {
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "id-1", 10);
  EXPECT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
  EXPECT_TRUE(store->begin_attempt("id-2", 1, at(100)).ok());
  EXPECT_TRUE(store->tree_started("id-2", 1, {"foreground", 77, 123456, "boot-a", ""}).ok());
  return store->directory();
}

std::vector<std::string> summary_ids(const std::string& directory) {
  std::vector<std::string> ids;
  for (const auto& record : read_csv(text_of_file(directory + "/summary.csv"))) {
    ids.push_back(record[0]);
  }
  return ids;
}

std::vector<int> unfinished_in(SessionStore& store) {
  std::vector<int> indices;
  const auto unfinished = store.unfinished();
  for (const UnfinishedRun& run : unfinished.value()) indices.push_back(run.index);
  return indices;
}

TEST(Resume, KnowsWhatIsUnfinishedAndWhatWasCutOff) {
  const TemporaryFolder results;
  const auto store = reopened(cut_off_session(results));
  const auto unfinished = store->unfinished().value();
  ASSERT_THAT(unfinished, SizeIs(1));
  EXPECT_EQ(unfinished[0].index, 2);
  EXPECT_EQ(unfinished[0].run_id, "id-2");
  EXPECT_EQ(unfinished[0].known_waits, Seconds(90));
  EXPECT_EQ(store->planned(2)->experiment_id, "examples_mnist_ff_002_parallel");
  const auto cut_off = store->cut_off_runs().value();
  ASSERT_THAT(cut_off, SizeIs(1));
  EXPECT_EQ(cut_off[0].attempts[0].trees[0].keeper_pid, 77);
  EXPECT_FALSE(cut_off[0].attempts[0].record.has_value());
}

TEST(Resume, GoesOnWithTheRunAsAFurtherAttempt) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  put_file(directory + "/examples_mnist_ff_002_parallel/training.log", "first");
  const auto store = reopened(directory);
  AttemptRecord cut_off = sample_attempt(parallel_run(), 100);
  cut_off.outcome = Outcome::interrupted;
  ASSERT_TRUE(store->end_attempt("id-2", cut_off).ok());
  EXPECT_THAT(store->cut_off_runs().value(), IsEmpty());

  const auto folder = store->continue_run("id-2");
  EXPECT_EQ(folder.value(), directory + "/examples_mnist_ff_002_parallel");
  ASSERT_TRUE(store->begin_attempt("id-2", 2, at(300)).ok());
  EXPECT_EQ(text_of_file(*folder + "/attempts/1/training.log"), "first");
  ASSERT_TRUE(store->end_attempt("id-2", sample_attempt(parallel_run(), 300, 2)).ok());
  RunRecord run = sample_record(parallel_run(), "id-2", 100);
  run.attempts = {cut_off, sample_attempt(parallel_run(), 300, 2)};
  ASSERT_TRUE(store->end_run(run).ok());
  EXPECT_THAT(unfinished_in(*store), IsEmpty());
  EXPECT_THAT(summary_ids(directory), ElementsAre("experiment_id", "examples_mnist_ff_001",
                                                  "examples_mnist_ff_002_parallel"));
}

TEST(Resume, IsRefusedWhileAnotherProgramWritesTheSession) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  EXPECT_TRUE(has_writer(store->directory()));
  const auto second = SessionStore::reopen(store->directory());
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("another program writes the session"));
}

TEST(Resume, ShowsTheSessionAsCutOffUntilThen) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  const auto session = read_session(directory);
  EXPECT_FALSE(session->has_writer);
  EXPECT_EQ(session->runs[1].state, RunState::cut_off);
  const auto store = SessionStore::reopen(directory).value()->resume_session(
      sample_session(), {"the host was a and is b"});
  const auto resumed = read_session(directory);
  ASSERT_THAT(resumed->resumptions, SizeIs(1));
  EXPECT_THAT(resumed->resumptions[0].changes, ElementsAre("the host was a and is b"));
}

TEST(Resume, EndsAnewASessionThatHadEndedEarly) {
  const TemporaryFolder results;
  auto store = begun_session(results.path());
  const std::string directory = store->directory();
  ASSERT_TRUE(store->end_session(at(50), "stopped by the user").ok());
  store.reset();
  store = reopened(directory);
  EXPECT_FALSE(read_session(directory)->end.has_value());
  ASSERT_TRUE(store->end_session(at(70), "").ok());
  EXPECT_EQ(read_session(directory)->ended_by, "");
}

TEST(Resume, OfASessionThatHadNotBegunIsAnError) {
  const TemporaryFolder results;
  const std::string directory =
      SessionStore::create(results.path(), sample_plan(), sample_catalogue(), {}, at(0))
          .value()
          ->directory();
  const auto store = SessionStore::reopen(directory);
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(store.error().message, HasSubstr("had not begun"));
}

// What a crash between the store's commit and the files' may leave of summary.csv.
struct Damage {
  const char* name;
  std::string (*of)(const std::string& whole);
};
void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

class ResumeRepairs : public testing::TestWithParam<Damage> {};

TEST_P(ResumeRepairs, TheSummary) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  const std::string summary = directory + "/summary.csv";
  const std::string whole = text_of_file(summary);
  put_file(summary, GetParam().of(whole));
  reopened(directory);
  EXPECT_EQ(text_of_file(summary), whole);
}

INSTANTIATE_TEST_SUITE_P(
    Damages, ResumeRepairs,
    testing::Values(
        Damage{"nothing", [](const std::string& whole) { return whole; }},
        Damage{"line missing",
               [](const std::string& whole) { return whole.substr(0, whole.find('\n') + 1); }},
        Damage{"line torn",
               [](const std::string& whole) { return whole.substr(0, whole.size() - 9); }},
        Damage{"line end torn",
               [](const std::string& whole) { return whole.substr(0, whole.size() - 1); }},
        Damage{"zeros for the line",
               [](const std::string& whole) {
                 return whole.substr(0, whole.find('\n') + 1) + std::string(200, '\0');
               }},
        Damage{"zeros for the line but its end",
               [](const std::string& whole) {
                 const size_t line = whole.find('\n') + 1;
                 const size_t end = whole.size() - 20;
                 return whole.substr(0, line) + std::string(end - line, '\0') + whole.substr(end);
               }},
        Damage{"header torn", [](const std::string& whole) { return whole.substr(0, 20); }},
        Damage{"empty", [](const std::string&) { return std::string(); }}));

TEST(Resume, RepairsTheExperimentOfTheLastRun) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  const std::string path = directory + "/examples_mnist_ff_001/experiment.json";
  const std::string whole = text_of_file(path);
  std::filesystem::remove(path);
  reopened(directory);
  EXPECT_EQ(text_of_file(path), whole);
}

TEST(ReopenedRuns, AreUnfinishedAgainAndLeaveTheSummary) {
  const TemporaryFolder results;
  std::string directory;
  {
    const auto store = begun_session(results.path());
    directory = store->directory();
    RunRecord failed = sample_record(sequential_run(), "id-1", 10);
    failed.outcome = Outcome::failed;
    ASSERT_TRUE(store->begin_run("id-1", sequential_run(), at(10)).ok());
    ASSERT_TRUE(store->begin_attempt("id-1", 1, at(10)).ok());
    ASSERT_TRUE(store->end_attempt("id-1", failed.attempts[0]).ok());
    ASSERT_TRUE(store->end_run(failed).ok());
    record_run(*store, parallel_run(), "id-2", 100);
  }
  const auto store = reopened(directory);
  ASSERT_TRUE(store->reopen_runs({Outcome::interrupted}).ok());
  EXPECT_THAT(unfinished_in(*store), IsEmpty());
  EXPECT_EQ(store->runs_not_succeeded().value(), 1);
  ASSERT_TRUE(store->reopen_runs({Outcome::interrupted, Outcome::failed}).ok());
  EXPECT_THAT(unfinished_in(*store), ElementsAre(1));
  // Also for a later program: the attempts so far count no more.
  EXPECT_EQ(store->begun_run("id-1")->attempts_before, 1);
  EXPECT_EQ(read_session(directory)->runs[0].state, RunState::waiting);
  EXPECT_THAT(summary_ids(directory),
              ElementsAre("experiment_id", "examples_mnist_ff_002_parallel"));
}

TEST(ReopenedRuns, TheLastOneLeavesTheSummaryToo) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  {
    const auto store = reopened(directory);
    RunRecord run = sample_record(parallel_run(), "id-2", 100);
    run.outcome = Outcome::interrupted;
    ASSERT_TRUE(store->end_attempt("id-2", run.attempts[0]).ok());
    ASSERT_TRUE(store->continue_run("id-2").ok());
    ASSERT_TRUE(store->end_run(run).ok());
    EXPECT_THAT(summary_ids(directory), SizeIs(3));
  }
  const auto store = reopened(directory);
  ASSERT_TRUE(store->reopen_runs({Outcome::interrupted}).ok());
  EXPECT_THAT(unfinished_in(*store), ElementsAre(2));
  EXPECT_EQ(store->begun_run("id-2")->attempts_before, 0);
  EXPECT_THAT(summary_ids(directory), ElementsAre("experiment_id", "examples_mnist_ff_001"));
  EXPECT_EQ(store->begun_run("id-2")->state, RunState::running);
  // Until another run ends, a further crash changes nothing.
  EXPECT_THAT(summary_ids(directory), SizeIs(2));
}

TEST(Resume, CountsAnAttemptThatWasCutOffAsTrainingUntilItsEnd) {
  const TemporaryFolder results;
  const auto store = reopened(cut_off_session(results));
  AttemptRecord cut_off;
  cut_off.start = at(100);
  cut_off.end = at(130);
  cut_off.outcome = Outcome::interrupted;
  cut_off.stops = {{.tree = "foreground", .method = "cgroup.kill"}};
  ASSERT_TRUE(store->close_attempt("id-2", cut_off, "boot-crashed").ok());
  const auto last = store->last_training().value();
  EXPECT_TRUE(last->ended);
  EXPECT_EQ(last->boot, at(130).boot);
  EXPECT_EQ(last->boot_id, "boot-crashed");
}

TEST(Resume, IsKnownToTheIndexThatHadTheSessionAsEnded) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  {
    const auto store = reopened(directory);
    ASSERT_TRUE(store->close_attempt("id-2", sample_attempt(parallel_run(), 100), "boot-a").ok());
    ASSERT_TRUE(store->end_session(at(200), "stopped by the user").ok());
  }
  EXPECT_THAT(earlier_sessions(results.path())->with_unfinished_attempt, IsEmpty());
  const auto store = reopened(directory);
  ASSERT_TRUE(store->continue_run("id-2").ok());
  ASSERT_TRUE(store->begin_attempt("id-2", 2, at(300)).ok());
  EXPECT_THAT(earlier_sessions(results.path())->with_unfinished_attempt, ElementsAre(directory));
}

TEST(Resume, KeepsWhatWasTrueOfTheProgramThatMadeAnAttempt) {
  const TemporaryFolder results;
  const std::string directory = cut_off_session(results);
  auto taken_up = SessionStore::reopen(directory);
  ASSERT_TRUE(taken_up.ok());
  const std::unique_ptr<SessionStore> store = std::move(*taken_up);
  SessionInfo later = sample_session();
  later.start = at(1000);
  later.user = "somebody else";
  ASSERT_TRUE(store->resume_session(later, {}).ok());
  ASSERT_TRUE(store->close_attempt("id-2", sample_attempt(parallel_run(), 100), "boot-a").ok());
  ASSERT_TRUE(store->continue_run("id-2").ok());
  RunRecord run = sample_record(parallel_run(), "id-2", 100);
  ASSERT_TRUE(store->end_run(run).ok());
  const std::string experiment =
      text_of_file(directory + "/examples_mnist_ff_002_parallel/experiment.json");
  EXPECT_EQ(Json::parse(experiment)["user"], sample_session().user);
}

TEST(Resume, RemembersWhenTheLastTrainingEnded) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  EXPECT_EQ(store->last_training()->has_value(), false);
  record_run(*store, sequential_run(), "id-1", 10);
  EXPECT_EQ((*store->last_training())->boot, at(18.5).boot);
  ASSERT_TRUE(store->begin_run("id-2", parallel_run(), at(100)).ok());
  EXPECT_FALSE((*store->last_training())->ended);
}

}  // namespace
}  // namespace mutation
