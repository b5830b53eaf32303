#include "record/session_index.h"

#include <gmock/gmock.h>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

void finished_session(const std::string& results) {
  const auto store = begun_session(results);
  record_run(*store, sequential_run(), "id-1", 10);
  ASSERT_TRUE(store->end_session(at(50), "").ok());
}

LastTraining last_in(const std::string& results) {
  const auto earlier = earlier_sessions(results);
  EXPECT_TRUE(earlier.ok() && earlier->last_training);
  return earlier->last_training.value_or(LastTraining{});
}

TEST(SessionIndex, KnowsOfNoTrainingWhereThereIsNone) {
  const TemporaryFolder results;
  EXPECT_EQ(earlier_sessions(results / "none")->last_training.has_value(), false);
  EXPECT_FALSE(exists(results / "none"));
  begun_session(results.path());
  EXPECT_EQ(earlier_sessions(results.path())->last_training.has_value(), false);
}

TEST(SessionIndex, KnowsTheLastTrainingOfASessionThatEnded) {
  const TemporaryFolder results;
  finished_session(results.path());
  EXPECT_TRUE(exists(results / "mutation.db"));
  EXPECT_FALSE(exists(results / "mutation.db-journal"));
  const LastTraining last = last_in(results.path());
  EXPECT_EQ(last.at, at(18.5).utc);
  EXPECT_EQ(last.boot, at(18.5).boot);
  EXPECT_EQ(last.boot_id, "boot-a");
  EXPECT_TRUE(last.ended);
}

TEST(SessionIndex, KnowsOfATrainingThatIsRunningOrWasCutOff) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  ASSERT_TRUE(store->begin_run("id-1", sequential_run(), at(10)).ok());
  const LastTraining last = last_in(results.path());
  EXPECT_FALSE(last.ended);
  EXPECT_EQ(last.at, lived_until(store->directory()));
  EXPECT_EQ(earlier_sessions(results.path())->with_unfinished_attempt,
            std::vector{store->directory()});
  ASSERT_TRUE(store->end_attempt("id-1", sample_attempt(sequential_run(), 10)).ok());
  EXPECT_TRUE(last_in(results.path()).ended);  // asked anew: the session had not ended
  EXPECT_TRUE(earlier_sessions(results.path())->with_unfinished_attempt.empty());
}

TEST(LastTraining, WasSoLongAgo) {
  const LastTraining ended{at(10).utc, true, "boot-a", at(10).boot};
  EXPECT_EQ(since(ended, at(25), "boot-a"), Seconds(15));
  EXPECT_EQ(since(ended, at(25), "boot-b"), std::nullopt);
  // One that was cut off has no end in any boot.
  const LastTraining cut_off{at(20).utc, false, "", {}};
  EXPECT_EQ(since(cut_off, at(25), "boot-b"), Seconds(5));
  EXPECT_EQ(since(cut_off, at(15), "boot-b"), Seconds(0));  // the clock was put back
}

TEST(SessionIndex, IsMadeAnewWhenMissingOrBroken) {
  const TemporaryFolder results;
  finished_session(results.path());
  std::filesystem::remove(results / "mutation.db");
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
  EXPECT_TRUE(exists(results / "mutation.db"));
  put_file(results / "mutation.db", std::string(9000, 'x'));
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
  // From the index alone, which holds what was found.
  std::filesystem::remove_all(results / "run_20251112_093000/session.db");
  begun_session(results.path());
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
}

// As a loss of power may leave a page: SQLite opens such a file and reads it without complaint.
TEST(SessionIndex, IsMadeAnewWhenARowHoldsWhatItCannot) {
  const TemporaryFolder results;
  finished_session(results.path());
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
  std::string index = text_of_file(results / "mutation.db");
  // The row begins with its header: 15 bytes, the length of the first text among them.
  const size_t row = index.find("run_20251112_093000");
  ASSERT_NE(row, std::string::npos);
  ASSERT_EQ(index[row - 15], 15);
  index[row - 14] = 0;  // NULL
  put_file(results / "mutation.db", index);
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
}

TEST(SessionIndex, PassesOverSessionsThatCannotBeRead) {
  const TemporaryFolder results;
  finished_session(results.path());
  std::filesystem::create_directory(results / "run_20261112_093000");
  put_file(results / "run_20261112_093000/session.db", std::string(9000, 'x'));
  EXPECT_EQ(last_in(results.path()).at, at(18.5).utc);
}

}  // namespace
}  // namespace mutation
