// What tasks have recorded comes into the session that was submitted: once, whole, and only what
// counts.
#include "cluster/collect.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "record/database.h"
#include "record/json.h"
#include "record/schema.h"
#include "record/session_lock.h"
#include "unit/cluster/collecting.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void run_interrupted(SessionStore& store, int index) {
  const std::string run_id = "id-" + std::to_string(index);
  RunRecord run = sample_record(planned_of(index), run_id, 100 * index);
  run.outcome = run.attempts[0].outcome = Outcome::interrupted;
  ASSERT_TRUE(store.begin_run(run_id, run.planned, run.start).ok());
  ASSERT_TRUE(store.begin_attempt(run_id, 1, run.start).ok());
  ASSERT_TRUE(store.end_attempt(run_id, run.attempts[0]).ok());
  ASSERT_TRUE(store.end_run(run).ok());
}

TEST(Collect, PutsEachRunIntoTheSessionWithTheNodeThatMeasuredIt) {
  const Submitted submitted;
  submitted.first_claim(2, "node-b", runs({3, 4}));
  submitted.first_claim(1, "node-a", runs({1, 2}));
  const Collected result = collected(submitted);
  EXPECT_EQ(result.blocks, 2u);
  EXPECT_EQ(result.taken, 4u);
  EXPECT_TRUE(result.ended);
  const StoredSession session = stored(submitted);
  ASSERT_THAT(session.runs, SizeIs(4));
  EXPECT_EQ(session.runs[2].directory, "blocks/00002/claim_1/examples_mnist_ff_003");
  EXPECT_TRUE(exists(session.info.directory + "/" + session.runs[2].directory + "/energy"));
  EXPECT_EQ(info_of(session, session.runs[1].program).host, "node-a");
  EXPECT_EQ(info_of(session, session.runs[2].program).host, "node-b");
  EXPECT_EQ(session.info.host, "login");
  EXPECT_THAT(session.resumptions, IsEmpty());
  EXPECT_THAT(session.parts, SizeIs(2));
  EXPECT_EQ(session.end->utc, at(409.25).utc) << "its last run's";
  EXPECT_THAT(column_of(submitted, "run_id"), ElementsAre("id-1", "id-2", "id-3", "id-4"));
  EXPECT_THAT(column_of(submitted, "device_uuid"),
              ElementsAre("GPU-node-a", "GPU-node-a", "GPU-node-b", "GPU-node-b"));
}

TEST(Collect, CopiesEveryRowOfARun) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  collected(submitted);
  const auto open = [](const std::string& directory) {
    return Database::open_for_reading(directory + "/session.db", session_migrations());
  };
  auto whole = open(submitted.directory());
  auto part = open(submitted.claim(1, 1));
  const auto tables = part->query(
      "SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
      " WHERE t.type = 'table' AND c.name = 'run_id' AND t.name NOT IN ('run', 'judged_anew')");
  std::size_t compared = 0;
  for (const Row& table : tables.value()) {
    const std::vector<Row> here = rows_of(*whole, text_of(table[0]));
    EXPECT_EQ(here, rows_of(*part, text_of(table[0]))) << text_of(table[0]);
    compared += here.size();
  }
  EXPECT_GE(tables->size(), 10u);
  EXPECT_GT(compared, 10u);
}

TEST(Collect, ChangesNothingWhenNothingHasChanged) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  submitted.first_claim(2, "node-b", runs({3}));
  collected(submitted);
  const std::string store = dump_of(submitted.directory() + "/session.db");
  const std::string summary = text_of_file(submitted.directory() + "/summary.csv");
  const Collected again = collected(submitted);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_EQ(again.left, 1);
  EXPECT_TRUE(dump_of(submitted.directory() + "/session.db") == store);
  EXPECT_FALSE(exists(submitted.directory() + "/session.db-wal")) << "one plain file, as before";
  // Read again, it says the same.
  std::filesystem::last_write_time(submitted.claim(1, 1) + "/session.db",
                                   std::filesystem::file_time_type::clock::now());
  const Collected read_again = collected(submitted);
  EXPECT_EQ(read_again.unchanged, 1u);
  EXPECT_EQ(read_again.taken, 0u);
  EXPECT_EQ(text_of_file(submitted.directory() + "/summary.csv"), summary);
}

TEST(Collect, ReadsAgainAStoreThatMayChangeWithinTheSameTick) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  const UtcTime now(std::chrono::system_clock::now().time_since_epoch());
  EXPECT_EQ(collect_session(submitted.directory(), now)->taken, 1u);
  EXPECT_EQ(collect_session(submitted.directory(), now)->unchanged, 0u);
  EXPECT_EQ(collected(submitted).unchanged, 0u);
  EXPECT_EQ(collected(submitted).unchanged, 1u);
}

TEST(Collect, LeavesRunsThatWereInterruptedOrHaveNotEnded) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", [](SessionStore& store) {
    run_interrupted(store, 1);
    ASSERT_TRUE(store.begin_run("id-2", planned_of(2), at(200)).ok());
  });
  const Collected result = collected(submitted);
  EXPECT_EQ(result.taken, 0u);
  EXPECT_EQ(result.left, 4);
  EXPECT_FALSE(result.ended);
  EXPECT_EQ(stored(submitted).runs[0].state, RunState::pending);
}

TEST(Collect, GivesARunThatATaskAddedAnIndexOfItsOwnForGood) {
  const Submitted submitted;
  const auto added = [](const char* run_id, int index) {
    return [=](SessionStore& store) {
      PlannedRun run = planned_of(1);
      run.index = store.next_index().value();
      EXPECT_EQ(run.index, index);
      ASSERT_TRUE(store.add_run(run, run.index).ok());
      record_run(store, run, run_id, 1000);
    };
  };
  submitted.first_claim(1, "node-a", [&](SessionStore& store) {
    runs({1, 2})(store);
    added("id-added", 3)(store);
  });
  collected(submitted);
  submitted.first_claim(2, "node-b", [&](SessionStore& store) {
    runs({3, 4})(store);
    added("id-added-too", 5)(store);
  });
  collected(submitted);
  EXPECT_THAT(column_of(submitted, "run_id"),
              ElementsAre("id-1", "id-2", "id-3", "id-4", "id-added", "id-added-too"));
  EXPECT_THAT(column_of(submitted, "index"), ElementsAre("1", "2", "3", "4", "5", "6"));
  const StoredSession session = stored(submitted);
  EXPECT_EQ(session.runs_planned, 6);
  ASSERT_THAT(session.runs, SizeIs(6));
  EXPECT_EQ(session.runs[4].planned.index, 5);
  EXPECT_EQ(session.runs[4].run_id, "id-added");
  auto store =
      Database::open_for_reading(submitted.directory() + "/session.db", session_migrations());
  const auto text = store->query("SELECT experiment FROM run WHERE run_id = 'id-added'");
  EXPECT_EQ(Json::parse(text_of(text->front()[0]))["index"], 5);
}

TEST(Collect, CountsARunThatIsAddedAndNotDoneAsLeft) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  submitted.first_claim(2, "node-b", [](SessionStore& store) {
    runs({3, 4})(store);
    PlannedRun run = planned_of(3);
    run.index = 5;
    ASSERT_TRUE(store.add_run(run, 5).ok());
  });
  const Collected result = collected(submitted);
  EXPECT_EQ(result.left, 1);
  EXPECT_FALSE(result.ended);
}

TEST(Collect, IsRefusedWhileAnotherCollects) {
  const Submitted submitted;
  const auto lock = lock_session(submitted.directory());
  ASSERT_TRUE(lock.ok());
  const auto refused = collect_session(submitted.directory(), later());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(to_text(refused.error()), HasSubstr("another program writes the session"));
}

TEST(Collect, SaysOfABlockThatCannotBeReadAndCollectsTheOthers) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1, 2}));
  put_file(submitted.claim(1, 1) + "/session.db",
           "this is no database at all, not even a short one");
  submitted.first_claim(2, "node-b", runs({3, 4}));
  const Collected result = collected(submitted);
  EXPECT_EQ(result.taken, 2u);
  ASSERT_THAT(result.failed, SizeIs(1));
  EXPECT_THAT(to_text(result.failed[0]), HasSubstr("collect block 1"));
  EXPECT_THAT(to_text(result.failed[0]), HasSubstr("blocks/00001/claim_1/session.db"));
}

TEST(Collect, MakesSummaryCsvThatACrashHasKeptFromBeingMade) {
  const Submitted submitted;
  submitted.first_claim(1, "node-a", runs({1}));
  collected(submitted);
  {
    auto store = Database::open(submitted.directory() + "/session.db", Journal::write_ahead,
                                session_migrations());
    ASSERT_TRUE(store->commit({{"UPDATE session SET summary_due = 1", {}}}).ok());
  }
  put_file(submitted.directory() + "/summary.csv", "of before");
  EXPECT_EQ(collected(submitted).unchanged, 1u);
  EXPECT_THAT(column_of(submitted, "run_id"), ElementsAre("id-1"));
}

}  // namespace
}  // namespace mutation
