// An events.jsonl under the eyes of its readers: it grows, is cut off, is replaced, goes away.
#include "serve/event_log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

std::string line(const std::string& event, const std::string& more = "") {
  return R"({"time":"2025-11-12T09:30:00.000000Z","monotonic_s":12.5,"event":")" + event + "\"" +
         more + "}";
}

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::app | std::ios::binary) << text;
}

std::vector<std::string> texts(const LoggedEvents& events) {
  std::vector<std::string> all;
  for (const LoggedEvent& event : events.lines) all.push_back(event.text);
  return all;
}

using Lines = std::vector<std::string>;

class EventLogTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "events.jsonl";
};

TEST_F(EventLogTest, GivesWholeLinesOnly) {
  put_file(path_, "{1}\n{2}\n{3");
  EventLog log(path_);
  EXPECT_EQ(log.end(), 8u);
  EXPECT_EQ(texts(log.read(0, 1000)), (Lines{"{1}", "{2}"}));
  EXPECT_EQ(texts(log.read(4, 1000)), (Lines{"{2}"}));
  EXPECT_EQ(texts(log.read(8, 1000)), Lines{});
  append(path_, "}\n{4");
  EXPECT_TRUE(log.look().grown);
  EXPECT_EQ(texts(log.read(8, 1000)), (Lines{"{3}"}));
  EXPECT_EQ(log.read(8, 1000).next, 12u);
}

TEST_F(EventLogTest, SaysNothingWhileNoWholeLineHasCome) {
  put_file(path_, "{1}\n");
  EventLog log(path_);
  EXPECT_FALSE(log.look().grown);
  append(path_, "{2");
  const EventLogNews news = log.look();
  EXPECT_FALSE(news.grown || news.replaced || news.overview_changed);
}

TEST_F(EventLogTest, GivesFewLinesWhereFewAreAskedForButOneAtLeast) {
  put_file(path_, "{1}\n{22}\n{333}\n");
  const EventLog log(path_);
  EXPECT_EQ(texts(log.read(0, 5)), (Lines{"{1}"}));
  EXPECT_EQ(texts(log.read(4, 9)), (Lines{"{22}"}));
  EXPECT_EQ(texts(log.read(9, 1)), (Lines{"{333}"}));
}

TEST_F(EventLogTest, KnowsWhereTheLastRunBegan) {
  const std::string before = line("session_started") + "\n" + line("run_started") + "\n";
  put_file(path_,
           before + line("run_started", R"(,"index":2)") + "\n" + line("live_sample") + "\n");
  EventLog log(path_);
  EXPECT_EQ(log.run_begin(), before.size());
  const std::uint64_t end = log.end();
  append(path_, line("run_ended") + "\n" + line("run_started"));
  EXPECT_TRUE(log.look().overview_changed);
  EXPECT_EQ(log.run_begin(), before.size());
  append(path_, "\n");
  EXPECT_TRUE(log.look().overview_changed);
  EXPECT_EQ(log.run_begin(), end + line("run_ended").size() + 1);
}

TEST_F(EventLogTest, FindsALastRunThatIsFarBack) {
  const std::string before = line("session_started") + "\n" + line("run_started") + "\n";
  for (const size_t size : {size_t{262144} - 300, size_t{262144}, size_t{600000}}) {
    std::string text = before + line("run_started") + "\n";
    while (text.size() < size) text += line("live_sample") + "\n";
    put_file(path_, text);
    EXPECT_EQ(EventLog(path_).run_begin(), before.size()) << size;
  }
}

TEST_F(EventLogTest, FindsItWhereverTheBlocksThatAreReadEnd) {
  // The block of 256 KiB from the end begins at each place of the line in turn.
  const std::string started = line("run_started") + "\n";
  for (size_t behind = 262144 - started.size() - 2; behind <= 262144 + 2; ++behind) {
    const std::string rest(behind - 3, 'x');
    put_file(path_, "{}\n" + started + "{" + rest + "}\n");
    ASSERT_EQ(EventLog(path_).run_begin(), 3u) << behind;
  }
}

TEST_F(EventLogTest, IsNotMisledByNamesInsideOfEvents) {
  put_file(path_, line("notice", R"(,"text":"\"event\":\"run_started\"","event":"run_started")") +
                      "\n" + R"({"event":"run_started"})" + "\n" + R"({"time":"2)" + "\n" +
                      line("run_started") + "\n");
  EventLog log(path_);
  const std::string text = text_of_file(path_);
  EXPECT_EQ(log.run_begin(), text.size() - line("run_started").size() - 1);
}

TEST_F(EventLogTest, SaysWhichEventsChangeTheTable) {
  put_file(path_, line("session_started") + "\n");
  EventLog log(path_);
  append(path_, line("live_sample") + "\n" + line("phase_started") + "\n");
  EXPECT_FALSE(log.look().overview_changed);
  for (const char* changing : {"run_started", "run_ended", "run_added", "run_judged_anew",
                               "session_started", "session_ended"}) {
    append(path_, line(changing) + "\n");
    EXPECT_TRUE(log.look().overview_changed) << changing;
  }
}

TEST_F(EventLogTest, NoticesAnotherFileUnderTheName) {
  put_file(path_, "{1}\n{2}\n");
  EventLog log(path_);
  const EventPlace read{log.file(), log.end()};
  EXPECT_TRUE(log.is_place(read));
  put_file(folder_ / "new", "{a}\n{b}\n{c}\n");
  std::filesystem::rename(folder_ / "new", path_);
  EXPECT_TRUE(log.look().replaced);
  EXPECT_FALSE(log.is_place(read));
  EXPECT_EQ(texts(log.read(0, 1000)), (Lines{"{a}", "{b}", "{c}"}));
}

TEST_F(EventLogTest, NoticesThatTheFileHasBecomeShorter) {
  put_file(path_, "{1}\n{2}\n{3}\n");
  EventLog log(path_);
  std::filesystem::resize_file(path_, 5);
  EXPECT_TRUE(log.look().replaced);
  EXPECT_EQ(log.end(), 4u);
  EXPECT_EQ(texts(log.read(0, 1000)), (Lines{"{1}"}));
}

TEST_F(EventLogTest, WaitsForAFileThatIsNotThere) {
  EventLog log(path_);
  EXPECT_EQ(log.file(), 0u);
  EXPECT_FALSE(log.look().replaced);
  EXPECT_FALSE(log.is_place({0, 0}));
  put_file(path_, "{1}\n");
  EXPECT_TRUE(log.look().replaced);
  EXPECT_EQ(texts(log.read(0, 1000)), (Lines{"{1}"}));
  std::filesystem::remove(path_);
  EXPECT_TRUE(log.look().replaced);
  EXPECT_EQ(log.file(), 0u);
  EXPECT_EQ(log.end(), 0u);
}

TEST_F(EventLogTest, AcceptsPlacesBetweenLinesOnly) {
  put_file(path_, "{1}\n{2}\n");
  const EventLog log(path_);
  EXPECT_TRUE(log.is_place({log.file(), 0}));
  EXPECT_TRUE(log.is_place({log.file(), 4}));
  EXPECT_TRUE(log.is_place({log.file(), 8}));
  EXPECT_FALSE(log.is_place({log.file(), 5}));
  EXPECT_FALSE(log.is_place({log.file(), 9}));
  EXPECT_FALSE(log.is_place({log.file() + 1, 4}));
  EXPECT_FALSE(log.is_place({log.file(), ~std::uint64_t{0}}));
}

TEST_F(EventLogTest, PassesOverALineThatIsTooLong) {
  put_file(path_, "{1}\n" + std::string(3'000'000, 'x') + "\n{2}\n");
  const EventLog log(path_);
  const LoggedEvents none = log.read(4, 1000);
  EXPECT_EQ(texts(none), Lines{});
  EXPECT_EQ(texts(log.read(none.next, 1000)), (Lines{"{2}"}));
}

TEST_F(EventLogTest, GivesALongLineWhole) {
  const std::string line = "{" + std::string(500'000, 'x') + "}";
  put_file(path_, line + "\n{2}\n");
  EXPECT_EQ(texts(EventLog(path_).read(0, 1000)).front(), line);
}

}  // namespace
}  // namespace mutation
