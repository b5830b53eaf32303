// Stores of version 1, whose planned runs stood in plan.json and, once begun, in the run's row, and
// of version 4, which did not say which program had measured a run.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "record/json.h"
#include "record/json_of.h"
#include "record/plan_json.h"
#include "record/read_session.h"
#include "record/schema.h"
#include "record/session_writes.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// A session of which one run has ended, as the first version wrote it. Its folder.
std::string session_of_version_1(const TemporaryFolder& results) {
  const std::string directory = results / "run_20251112_093000";
  std::filesystem::create_directory(directory);
  put_file(directory + "/plan.json", plan_json(sample_plan()));
  auto store = Database::open(directory + "/session.db", Journal::write_ahead,
                              session_migrations().first(1));
  EXPECT_TRUE(store.ok());
  EXPECT_TRUE(
      store
          ->commit({{"INSERT INTO session VALUES (1, 'run_20251112_093000', 'boot-a', 't', 1, 2,"
                     " NULL, NULL, NULL, NULL, 2, 'old', '7', ?)",
                     {to_line(json_of(sample_session()))}},
                    {"INSERT INTO run VALUES ('id-1', 1, 'examples_mnist_ff_001', 'measured',"
                     " 'mutation', 'examples', 'mnist_ff', NULL, NULL, 'examples_mnist_ff_001',"
                     " 'ended', 't', 1, 2, 't', 3, 4, 'succeeded', ?, '{}', 'line')",
                     {to_line(json_of(sequential_run()))}},
                    {"INSERT INTO attempt VALUES ('id-1', 1, 'ended', 't', 1, 2, 't', 3, 4,"
                     " '2025-11-12T09:31:00.000000Z', 5000000000, 1, 0, NULL, 'succeeded', ?)",
                     {to_line(json_of(sample_attempt(sequential_run(), 0)))}}})
          .ok());
  EXPECT_TRUE(store->fold_into_one_file().ok());
  return directory;
}

std::int64_t version_of(const std::string& directory) {
  auto store = Database::open_for_reading(directory + "/session.db", session_migrations().first(1));
  return store.ok() ? 1 : 2;
}

TEST(Version1, IsReadAsItIs) {
  const TemporaryFolder results;
  const std::string directory = session_of_version_1(results);
  const auto session = read_session(directory);
  ASSERT_TRUE(session.ok()) << to_text(session.error());
  ASSERT_THAT(session->runs, SizeIs(2));
  EXPECT_EQ(session->runs[0].outcome, Outcome::succeeded);
  EXPECT_EQ(session->runs[1].state, RunState::pending);
  EXPECT_EQ(session->runs[1].planned.experiment_id, "examples_mnist_ff_002_parallel");
  EXPECT_EQ(version_of(directory), 1);
}

TEST(Version1, IsMigratedByAWriter) {
  const TemporaryFolder results;
  const std::string directory = session_of_version_1(results);
  {
    auto store =
        Database::open(directory + "/session.db", Journal::write_ahead, session_migrations());
    ASSERT_TRUE(store.ok());
    const auto rows = store->query(
        "SELECT done, last_ended_run, last_training_end_boot_ns FROM planned_run, session");
    ASSERT_THAT(rows.value(), SizeIs(1));
    EXPECT_EQ(whole_of(rows->front()[0]), 1);
    EXPECT_EQ(text_of(rows->front()[1]), "id-1");
    EXPECT_EQ(whole_of(rows->front()[2]), 5000000000);
  }
  EXPECT_EQ(version_of(directory), 2);
  EXPECT_THAT(read_session(directory)->runs, SizeIs(2));
}

TEST(Version1, CannotGoOnAndSaysSo) {
  const TemporaryFolder results;
  const auto store = SessionStore::reopen(session_of_version_1(results));
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(store.error().message, HasSubstr("version that could not go on"));
}

// A session that was gone on with at 100 s, with a run that began before and one that began after.
std::string session_of_version_4(const TemporaryFolder& results) {
  const std::string directory = results / "run_20251112_093000";
  std::filesystem::create_directory(directory);
  auto store = Database::open(directory + "/session.db", Journal::write_ahead,
                              session_migrations().first(4));
  EXPECT_TRUE(store.ok());
  SessionInfo later = sample_session();
  later.start = at(100);
  later.host = "another-host";
  std::vector<Write> writes = session_begun(sample_session(), sample_plan(), "head");
  for (Write& write : session_resumed(later, {})) writes.push_back(std::move(write));
  const auto add_run = [&](const PlannedRun& planned, const char* run_id, double seconds) {
    writes.push_back(
        {"INSERT INTO run (run_id, plan_index, experiment_id, role, mode, repository,"
         " model, directory, state, start, start_monotonic_ns, start_boot_ns)"
         " VALUES (?, ?, '', '', '', '', '', ?, 'running', '', 1, 1)",
         {run_id, std::int64_t{planned.index}, planned.experiment_id}});
    writes.push_back(
        {"INSERT INTO attempt (run_id, attempt, state, start, start_monotonic_ns,"
         " start_boot_ns) VALUES (?, 1, 'running', ?, 1, 1)",
         {run_id, iso_utc(at(seconds).utc)}});
  };
  add_run(sequential_run(), "id-1", 10);
  add_run(parallel_run(), "id-2", 110);
  EXPECT_TRUE(store->commit(writes).ok());
  EXPECT_TRUE(store->fold_into_one_file().ok());
  return directory;
}

TEST(Version4, TellsTheProgramOfARunByWhenItsLastAttemptBegan) {
  const TemporaryFolder results;
  const auto session = read_session(session_of_version_4(results));
  ASSERT_TRUE(session.ok()) << to_text(session.error());
  ASSERT_THAT(session->runs, SizeIs(2));
  EXPECT_EQ(session->runs[0].program, 0);
  EXPECT_EQ(session->runs[1].program, 1);
  EXPECT_EQ(info_of(*session, 0).host, sample_session().host);
  EXPECT_EQ(info_of(*session, 1).host, "another-host");
}

}  // namespace
}  // namespace mutation
