#include "record/database.h"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "record/schema.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kFirst = "CREATE TABLE note (text TEXT NOT NULL) STRICT;";
constexpr const char* kSecond = "ALTER TABLE note ADD COLUMN stars INTEGER;";
constexpr const char* kOneStep[] = {kFirst};
constexpr const char* kTwoSteps[] = {kFirst, kSecond};
constexpr const char* kInsert = "INSERT INTO note (text) VALUES (?)";

std::int64_t version_of(Database& database) {
  return whole_of(database.query("PRAGMA user_version")->at(0).at(0));
}

TEST(Database, IsBroughtFromVersion0ToTheNewestAndKeepsWhatItHolds) {
  const TemporaryFolder folder;
  {
    Result<Database> old = Database::open(folder / "db", Journal::write_ahead, kOneStep);
    ASSERT_TRUE(old.ok()) << to_text(old.error());
    EXPECT_EQ(version_of(*old), 1);
    ASSERT_TRUE(old->commit({{kInsert, {"kept"}}}).ok());
  }
  Result<Database> migrated = Database::open(folder / "db", Journal::write_ahead, kTwoSteps);
  ASSERT_TRUE(migrated.ok()) << to_text(migrated.error());
  EXPECT_EQ(version_of(*migrated), 2);
  const auto rows = migrated->query("SELECT text, stars FROM note");
  EXPECT_THAT(*rows, ElementsAre(Row{"kept", Cell()}));
}

TEST(Database, OfANewerProgramIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  ASSERT_TRUE(Database::open(folder / "db", Journal::write_ahead, kTwoSteps).ok());
  const Result<Database> writer = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  ASSERT_FALSE(writer.ok());
  EXPECT_THAT(to_text(writer.error()), HasSubstr("schema version 2 is of a newer program"));
  const Result<Database> reader = Database::open_for_reading(folder / "db", kOneStep);
  ASSERT_FALSE(reader.ok());
  Result<Database> newer = Database::open_for_reading(folder / "db", kTwoSteps);
  EXPECT_EQ(version_of(*newer), 2);
}

TEST(Database, CommitsAllOrNothing) {
  const TemporaryFolder folder;
  Result<Database> database = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  const Status written = database->commit({{kInsert, {"one"}}, {kInsert, {Cell()}}});
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().message, HasSubstr("NOT NULL"));
  EXPECT_TRUE(database->query("SELECT * FROM note")->empty());
  EXPECT_TRUE(database->commit({{kInsert, {"two"}}}).ok());
}

TEST(Database, SyncsEveryCommit) {
  const TemporaryFolder folder;
  for (const Journal journal : {Journal::write_ahead, Journal::rollback_exclusive}) {
    Result<Database> database = Database::open(folder / "db", journal, kOneStep);
    EXPECT_EQ(whole_of(database->query("PRAGMA synchronous")->at(0).at(0)), 2);  // FULL
  }
}

TEST(Database, IsReadWhileItsWriterIsAtWork) {
  const TemporaryFolder folder;
  Result<Database> writer = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  ASSERT_TRUE(writer->commit({{kInsert, {"seen"}}}).ok());
  Result<Database> reader = Database::open_for_reading(folder / "db", kOneStep);
  ASSERT_TRUE(reader.ok()) << to_text(reader.error());
  EXPECT_EQ(reader->query("SELECT * FROM note")->size(), 1u);
  ASSERT_TRUE(writer->commit({{kInsert, {"seen too"}}}).ok());
  EXPECT_EQ(reader->query("SELECT * FROM note")->size(), 2u);
}

TEST(Database, IsReadPastTheLockOfItsWriterAndSaysWhenThatWasDisturbed) {
  const TemporaryFolder folder;
  const std::string path = folder / "a?b#c%d.db";
  Result<Database> writer = Database::open(path, Journal::rollback_exclusive, kOneStep);
  ASSERT_TRUE(writer->commit({{kInsert, {"seen"}}}).ok());
  Result<Database> reader = Database::open_for_reading(path, kOneStep);
  ASSERT_TRUE(reader.ok()) << to_text(reader.error());
  EXPECT_EQ(reader->query("SELECT * FROM note")->size(), 1u);
  EXPECT_TRUE(reader->undisturbed());
  ASSERT_TRUE(writer->commit({{kInsert, {std::string(100000, 'x')}}}).ok());
  EXPECT_FALSE(reader->undisturbed());
}

void insert(const std::string& path, const std::string& text) {
  Result<Database> writer = Database::open(path, Journal::rollback_exclusive, kOneStep);
  ASSERT_TRUE(writer->commit({{kInsert, {text}}}).ok());
}

TEST(Database, WhoseLocksSayNothingIsReadPastThemAndSaysWhenThatWasDisturbed) {
  const TemporaryFolder folder;
  insert(folder / "db", "seen");
  Result<Database> reader = Database::open_for_reading(folder / "db", kOneStep, Locks::say_nothing);
  ASSERT_TRUE(reader.ok()) << to_text(reader.error());
  EXPECT_EQ(reader->query("SELECT * FROM note")->size(), 1u);
  EXPECT_TRUE(reader->undisturbed());
  insert(folder / "db", "too late");
  EXPECT_FALSE(reader->undisturbed());
}

TEST(Database, WhoseLocksSayNothingIsReadWithItsWriteAheadLog) {
  const TemporaryFolder folder;
  Result<Database> writer = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  ASSERT_TRUE(writer->commit({{kInsert, {"in the log"}}}).ok());
  Result<Database> reader = Database::open_for_reading(folder / "db", kOneStep, Locks::say_nothing);
  EXPECT_EQ(reader->query("SELECT * FROM note")->size(), 1u);
}

// As a program leaves it that is killed while it writes, and as it is in the midst of that.
void leave_half_written(const std::string& path) {
  const TemporaryFolder copies;
  {
    SQLite::Database writer(path, SQLite::OPEN_READWRITE);
    writer.exec("PRAGMA cache_size = 1; BEGIN IMMEDIATE");
    writer.exec("UPDATE note SET text = hex(randomblob(300000))");
    for (const char* end : {"", "-journal"})
      std::filesystem::copy_file(path + end, copies / (std::string("db") + end));
  }
  for (const char* end : {"", "-journal"})
    std::filesystem::copy_file(copies / (std::string("db") + end), path + end,
                               std::filesystem::copy_options::overwrite_existing);
}

TEST(Database, WhoseLocksSayNothingIsReadWithoutWhatIsHalfWrittenAndNotTouched) {
  const TemporaryFolder folder;
  insert(folder / "db", "whole");
  leave_half_written(folder / "db");
  const std::string file = text_of_file(folder / "db");
  const std::string journal = text_of_file(folder / "db-journal");
  Result<Database> reader = Database::open_for_reading(folder / "db", kOneStep, Locks::say_nothing);
  ASSERT_TRUE(reader.ok()) << to_text(reader.error());
  EXPECT_THAT(*reader->query("SELECT text FROM note"), ElementsAre(Row{"whole"}));
  EXPECT_TRUE(reader->undisturbed());
  EXPECT_TRUE(text_of_file(folder / "db") == file);
  EXPECT_TRUE(text_of_file(folder / "db-journal") == journal);
}

TEST(Database, ThatIsBrokenAndHalfWrittenIsAnError) {
  const TemporaryFolder folder;
  insert(folder / "db", "whole");
  put_file(folder / "db", text_of_file(folder / "db").substr(0, 5000));
  put_file(folder / "db-journal", "something");
  const auto reader = Database::open_for_reading(folder / "db", kOneStep, Locks::say_nothing);
  ASSERT_FALSE(reader.ok());
  EXPECT_THAT(to_text(reader.error()), HasSubstr("open " + (folder / "db") + " for reading"));
}

TEST(Database, FoldsIntoOneFile) {
  const TemporaryFolder folder;
  Result<Database> database = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  ASSERT_TRUE(database->commit({{kInsert, {"kept"}}}).ok());
  EXPECT_TRUE(exists(folder / "db-wal"));
  ASSERT_TRUE(database->fold_into_one_file().ok());
  EXPECT_FALSE(exists(folder / "db-wal"));
  EXPECT_EQ(database->query("SELECT * FROM note")->size(), 1u);
}

TEST(Database, ThatIsNoneIsAnError) {
  const TemporaryFolder folder;
  put_file(folder / "db", std::string(5000, 'x'));
  const Result<Database> database = Database::open(folder / "db", Journal::write_ahead, kOneStep);
  ASSERT_FALSE(database.ok());
  EXPECT_THAT(database.error().message, HasSubstr("not a database"));
  EXPECT_THAT(database.error().hint, HasSubstr("`mutation import`"));
  EXPECT_FALSE(Database::open_for_reading(folder / "none", kOneStep).ok());
  EXPECT_FALSE(exists(folder / "none"));
}

TEST(Schema, OfSessionsIsAtVersion5AndOfTheIndexAtVersion2) {
  EXPECT_EQ(session_migrations().size(), 5u);
  EXPECT_EQ(index_migrations().size(), 2u);
}

}  // namespace
}  // namespace mutation
