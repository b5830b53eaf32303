// Of a block that several tasks have claimed, only what counts is collected.
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include "record/database.h"
#include "record/schema.h"
#include "unit/cluster/collecting.h"

namespace mutation {
namespace {

using testing::ElementsAre;

TEST(Collect, TakesOfABlockWhatItsNewestClaimHas) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  collected(submitted);
  submitted.next_claim(1, 2, "node-b", runs({2}));
  // Presumed dead, it recorded the same run and one more of its own.
  submitted.go_on(1, 1, "node-a", [](SessionStore& store) {
    record_run(store, planned_of(2), "id-too-late", 250);
  });
  EXPECT_EQ(collected(submitted).taken, 1u) << "the first is there already";
  const StoredSession session = stored(submitted);
  EXPECT_EQ(session.runs[0].run_id, "id-1");
  EXPECT_EQ(session.runs[0].directory, "blocks/00001/claim_1/examples_mnist_ff_001");
  EXPECT_EQ(info_of(session, session.runs[0].program).host, "node-a");
  EXPECT_EQ(session.runs[1].run_id, "id-2");
  EXPECT_EQ(session.runs[1].directory, "blocks/00001/claim_2/examples_mnist_ff_002");
  EXPECT_EQ(info_of(session, session.runs[1].program).host, "node-b");
}

TEST(Collect, DropsWhatAnOlderClaimHadRecordedAfterTheNewerBegan) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  submitted.next_claim(1, 2, "node-b", [](SessionStore&) {});
  std::filesystem::rename(submitted.claim(1, 2), submitted.directory() + "/aside");
  submitted.go_on(1, 1, "node-a", [](SessionStore& store) {
    record_run(store, planned_of(2), "id-too-late", 250);
    PlannedRun run = planned_of(1);
    run.index = 3;
    ASSERT_TRUE(store.add_run(run, 3).ok());
    record_run(store, run, "id-added-too-late", 300);
  });
  EXPECT_EQ(collected(submitted).taken, 3u);
  EXPECT_EQ(stored(submitted).runs_planned, 5);
  std::filesystem::rename(submitted.directory() + "/aside", submitted.claim(1, 2));
  const Collected result = collected(submitted);
  EXPECT_EQ(result.dropped, 2u);
  EXPECT_EQ(result.left, 3);
  const StoredSession session = stored(submitted);
  EXPECT_EQ(session.runs_planned, 4);
  EXPECT_EQ(session.runs[0].state, RunState::ended);
  EXPECT_EQ(session.runs[1].state, RunState::pending);
  EXPECT_THAT(column_of(submitted, "run_id"), ElementsAre("id-1"));
}

TEST(Collect, LeavesABlockAsItIsWhoseNewestClaimHasNotBegun) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  collected(submitted);
  std::filesystem::create_directory(submitted.claim(1, 2));
  const std::string store = submitted.claim(1, 2) + "/session.db";
  ASSERT_TRUE(Database::open(store, Journal::rollback_exclusive, session_migrations()).ok());
  EXPECT_EQ(collected(submitted).dropped, 0u);
  EXPECT_EQ(stored(submitted).runs[0].state, RunState::ended);
  EXPECT_EQ(stored(submitted).runs[0].run_id, "id-1");
}

TEST(Collect, OpensASessionAgainThatHasSomethingLeft) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  submitted.first_claim(2, "node-b", runs({3, 4}));
  EXPECT_TRUE(collected(submitted).ended);
  submitted.go_on(2, 1, "node-b", [](SessionStore& store) {
    ASSERT_TRUE(store.reopen_runs({Outcome::succeeded}).ok());
  });
  EXPECT_EQ(collected(submitted).left, 2);
  EXPECT_FALSE(stored(submitted).end);
}

TEST(Collect, ReadsPastTheLockOfATaskAtWork) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  auto task = Database::open(submitted.claim(1, 1) + "/session.db", Journal::rollback_exclusive,
                             session_migrations());
  ASSERT_TRUE(task->commit({{"UPDATE session SET attempt_running = 1", {}}}).ok());
  EXPECT_EQ(collected(submitted).taken, 1u);
}

// As a program leaves it that is killed while it writes: the file changed, the change not
// committed.
void leave_half_written(const std::string& store) {
  const TemporaryFolder copies;
  {
    SQLite::Database database(store, SQLite::OPEN_READWRITE);
    database.exec("PRAGMA journal_mode = TRUNCATE");
    database.exec("PRAGMA cache_size = 1");
    database.exec("BEGIN IMMEDIATE");
    database.exec("UPDATE run SET outcome = 'failed', experiment = hex(randomblob(300000))");
    for (const char* end : {"", "-journal"})
      std::filesystem::copy_file(store + end, copies / (std::string("store") + end));
  }
  for (const char* end : {"", "-journal"})
    std::filesystem::copy_file(copies / (std::string("store") + end), store + end,
                               std::filesystem::copy_options::overwrite_existing);
}

TEST(Collect, ReadsWithoutWhatATaskThatWasKilledHasLeftHalfWrittenAndDoesNotTouchIt) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  const std::string store = submitted.claim(1, 1) + "/session.db";
  leave_half_written(store);
  const std::string file = text_of_file(store);
  const std::string journal = text_of_file(store + "-journal");
  ASSERT_GT(journal.size(), 0U);
  EXPECT_EQ(collected(submitted).taken, 2U);
  EXPECT_EQ(stored(submitted).runs[0].outcome, Outcome::succeeded);
  // Its task may be at work on another machine, of whose locks this one knows nothing.
  EXPECT_TRUE(text_of_file(store) == file);
  EXPECT_TRUE(text_of_file(store + "-journal") == journal);
}

TEST(Collect, ReadsAgainAStoreThatWasInTheMidstOfAChange) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  const std::string store = submitted.claim(1, 1) + "/session.db";
  collected(submitted);
  const std::string before = text_of_file(store);
  submitted.go_on(1, 1, "node-a", runs({2}));
  const std::string after = text_of_file(store);
  put_file(store, before);
  leave_half_written(store);
  EXPECT_EQ(collected(submitted).taken, 0U);
  // The change is made, and the file's size and time are what they were in its midst.
  const auto time = std::filesystem::last_write_time(store);
  const auto size = std::filesystem::file_size(store);
  put_file(store + "-journal", "");
  put_file(store, after);
  std::filesystem::resize_file(store, size);
  std::filesystem::last_write_time(store, time);
  EXPECT_EQ(collected(submitted).taken, 1U);
}

}  // namespace
}  // namespace mutation
