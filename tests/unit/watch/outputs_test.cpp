// Where events and metrics go to: files, FIFOs, descriptors.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "record/event_line.h"
#include "unit/progress/events.h"
#include "unit/record/temporary_folder.h"
#include "watch/event_output.h"
#include "watch/metrics_file.h"

namespace mutation {
namespace {

using progress_test::event;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Event notice(double seconds, const std::string& text) {
  return event(seconds, Notice{Severity::info, text, ""});
}

std::string read_from(int fd) {
  std::string text;
  char buffer[65536];
  ssize_t got = 0;
  while ((got = read(fd, buffer, sizeof buffer)) > 0) text.append(buffer, size_t(got));
  return text;
}

TEST(EventOutput, AppendsTheLinesOfEventsToAFile) {
  const TemporaryFolder folder;
  put_file(folder / "events", "before\n");
  {
    const auto stream = EventOutput::open(folder / "events");
    ASSERT_TRUE(stream.ok()) << to_text(stream.error());
    (*stream)->on_event(notice(1, "one"));
    (*stream)->on_event(notice(2, "two"));
  }
  EXPECT_EQ(text_of_file(folder / "events"),
            "before\n" + event_line(notice(1, "one")) + event_line(notice(2, "two")));
}

TEST(EventOutput, WritesToADescriptorThatTheCallerHasOpened) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  {
    const auto stream = EventOutput::open("/dev/fd/" + std::to_string(ends[1]));
    ASSERT_TRUE(stream.ok()) << to_text(stream.error());
    (*stream)->on_event(notice(1, "one"));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  EXPECT_EQ(read_from(ends[0]), event_line(notice(1, "one")));
  close(ends[0]);
  close(ends[1]);
}

TEST(EventOutput, ToAFifoDoesNotWaitForAReader) {
  const TemporaryFolder folder;
  const std::string fifo = folder / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const auto stream = EventOutput::open(fifo);
  ASSERT_TRUE(stream.ok()) << to_text(stream.error());
  (*stream)->on_event(notice(1, "one"));
  const int reader = open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text(event_line(notice(1, "one")).size(), ' ');
  ASSERT_EQ(read(reader, text.data(), text.size()), ssize_t(text.size()));
  EXPECT_EQ(text, event_line(notice(1, "one")));
  close(reader);
  // Its reader is gone; the next one gets what comes then.
  (*stream)->on_event(notice(2, "two"));
  const int next = open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(read(next, text.data(), text.size()), ssize_t(text.size()));
  EXPECT_EQ(text, event_line(notice(2, "two")));
  close(next);
}

TEST(EventOutput, ThatNobodyReadsSaysHowMuchWasLeftOut) {
  const TemporaryFolder folder;
  const std::string fifo = folder / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const auto stream = EventOutput::open(fifo);
  ASSERT_TRUE(stream.ok()) << to_text(stream.error());
  const std::string long_text(1 << 16, 'x');
  // 4 MB wait, and what the pipe itself holds; the others are left out.
  for (int i = 0; i < 100; ++i) (*stream)->on_event(notice(i, long_text));
  const int reader = open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text;
  char buffer[65536];
  // All that waits, then what is told after it.
  const auto read_until = [&](const std::string& mark) {
    while (text.find(mark) == text.npos) {
      const ssize_t got = read(reader, buffer, sizeof buffer);
      ASSERT_GT(got, 0);
      text.append(buffer, size_t(got));
    }
  };
  read_until(event_line(notice(60, long_text)));
  (*stream)->on_event(notice(101, "the last"));
  read_until(event_line(notice(101, "the last")));
  close(reader);
  const std::string told = "{\"event\":\"events_left_out\",\"events\":";
  const size_t mark = text.find(told);
  ASSERT_NE(mark, text.npos);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  const int left_out = std::stoi(text.substr(mark + told.size()));
  EXPECT_GT(left_out, 20);
  EXPECT_EQ(lines - 2 + left_out, 100);
}

TEST(EventOutput, ThatCannotBeOpenedIsAnError) {
  const auto stream = EventOutput::open("/no/such/folder/events");
  ASSERT_FALSE(stream.ok());
  EXPECT_THAT(stream.error().message, StartsWith("write events to /no/such/folder/events"));
  EXPECT_FALSE(EventOutput::open("/dev/fd/987").ok());
}

TEST(MetricsFile, HoldsTheNewestWholeTextAndNothingElse) {
  const TemporaryFolder folder;
  const std::string path = folder / "mutation.prom";
  {
    const auto metrics = MetricsFile::open(path);
    ASSERT_TRUE(metrics.ok()) << to_text(metrics.error());
    EXPECT_FALSE(std::filesystem::exists(path));
    (*metrics)->on_event(event(0, SessionStarted{.session = "s", .runs = 2}));
    (*metrics)->on_event(event(1, SessionEnded{.session = "s", .runs_planned = 2}));
    EXPECT_FALSE((*metrics)->settled_error(Seconds(10)));
  }
  EXPECT_THAT(text_of_file(path), HasSubstr("mutation_session_running 0\n"));
  EXPECT_THAT(text_of_file(path), EndsWith("# EOF\n"));
  EXPECT_FALSE(std::filesystem::exists(path + ".tmp"));
}

TEST(MetricsFile, TellsThatItsLastTextCouldNotBeWritten) {
  const TemporaryFolder folder;
  const std::string disk = folder / "disk";
  std::filesystem::create_directory(disk);
  const auto metrics = MetricsFile::open(disk + "/m.prom");
  ASSERT_TRUE(metrics.ok()) << to_text(metrics.error());
  (*metrics)->on_event(event(0, SessionStarted{.session = "s", .runs = 2}));
  EXPECT_FALSE((*metrics)->settled_error(Seconds(10)));
  ASSERT_TRUE(std::filesystem::exists(disk + "/m.prom"));
  std::filesystem::remove_all(disk);
  (*metrics)->on_event(event(1, SessionEnded{.session = "s", .runs_planned = 2}));
  const auto error = (*metrics)->settled_error(Seconds(10));
  ASSERT_TRUE(error);
  EXPECT_THAT(error->message, HasSubstr(disk));
}

TEST(MetricsFile, InAFolderThatIsNotThereIsAnError) {
  const auto metrics = MetricsFile::open("/no/such/folder/m.prom");
  ASSERT_FALSE(metrics.ok());
  EXPECT_THAT(metrics.error().message, StartsWith("write metrics to /no/such/folder/m.prom"));
}

}  // namespace
}  // namespace mutation
