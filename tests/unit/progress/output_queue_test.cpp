#include "progress/output_queue.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

namespace mutation {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Seconds kPlenty{10};

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  // The writing end stays open, as the queue asks: its thread may still be in a write.
  ~Pipe() { close_reader(); }
  int writer() const { return ends_[1]; }
  void close_reader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }
  // Until nothing is left in it.
  std::string read_all() {
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::string text;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = read(ends_[0], buffer, sizeof buffer)) > 0) text.append(buffer, size_t(got));
    return text;
  }
  void fill() {
    fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    const std::string page(4096, '.');
    while (write(ends_[1], page.data(), page.size()) > 0) {
    }
    fcntl(ends_[1], F_SETFL, 0);
  }

 private:
  int ends_[2];
};

TEST(OutputQueue, WritesWhatWasFlushedInItsOrder) {
  Pipe pipe;
  OutputQueue queue(pipe.writer());
  std::ostream out(&queue);
  out << "one " << 2 << '\n' << std::flush << "three\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  EXPECT_EQ(pipe.read_all(), "one 2\nthree\n");
}

TEST(OutputQueue, AFullPipeThatNobodyReadsHoldsNobodyUp) {
  signal(SIGPIPE, SIG_IGN);  // as the program does; the write that is left behind ends so
  Pipe pipe;
  pipe.fill();
  {
    OutputQueue queue(pipe.writer());
    std::ostream out(&queue);
    for (int i = 0; i < 10'000; ++i)
      out << "a line of some length that nobody reads\n" << std::flush;
    EXPECT_FALSE(queue.drain(Seconds(0)));
  }
}

TEST(OutputQueue, SaysHowManyLinesWereLeftOutOnceThereIsRoom) {
  Pipe pipe;
  pipe.fill();
  OutputQueue queue(pipe.writer(), 8);
  std::ostream out(&queue);
  out << "this one still fits\n" << std::flush;
  out << "lost\nlost\n" << std::flush;
  out << "lost\n" << std::flush;
  EXPECT_THAT(pipe.read_all(), StartsWith("...."));
  ASSERT_TRUE(queue.drain(kPlenty));
  out << "after\n" << std::flush;
  ASSERT_TRUE(queue.drain(kPlenty));
  const std::string text = pipe.read_all();
  EXPECT_THAT(text, Not(HasSubstr("lost")));
  EXPECT_THAT(text, EndsWith("(3 lines were left out here: they could not be written)\nafter\n"));
}

TEST(OutputQueue, APipeWhoseReaderIsGoneIsWrittenToNoMore) {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.close_reader();
  OutputQueue queue(pipe.writer());
  std::ostream out(&queue);
  out << "nobody\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  out << "nobody\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  EXPECT_TRUE(out.good());
}

TEST(OutputQueue, AFullDiskLosesWhatDidNotFitAndGoesOn) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  OutputQueue queue(full);
  std::ostream out(&queue);
  out << "one\n" << std::flush << "two\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  EXPECT_TRUE(out.good());
  close(full);
}

// A disk that fills up within a line and has room later, as a limit on a file's size.
TEST(OutputQueue, ALineThatWasWrittenInPartIsNotGluedToTheNext) {
  signal(SIGXFSZ, SIG_IGN);
  const int file = memfd_create("output", MFD_CLOEXEC);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little{10, before.rlim_max};
  OutputQueue queue(file, 1 << 10,
                    [](std::size_t lines) { return "left out: " + std::to_string(lines) + "\n"; });
  std::ostream out(&queue);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &little), 0);
  out << "whole\nhalf a line\nlost\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  out << "lost\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  out << "next\n" << std::flush;
  EXPECT_TRUE(queue.drain(kPlenty));
  char buffer[256];
  const ssize_t got = pread(file, buffer, sizeof buffer, 0);
  EXPECT_EQ(std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(got, 0))),
            "whole\nhalf\nleft out: 3\nnext\n");
  close(file);
}

TEST(OutputQueue, AnOutputThatSomebodyMadeNonBlockingIsWaitedFor) {
  Pipe pipe;
  fcntl(pipe.writer(), F_SETFL, O_NONBLOCK);
  OutputQueue queue(pipe.writer());
  std::ostream out(&queue);
  const std::string line = std::string(199, 'x') + "\n";
  for (int i = 0; i < 500; ++i) out << line << std::flush;
  std::string text;
  while (!queue.drain(Seconds(0.01))) text += pipe.read_all();
  text += pipe.read_all();
  EXPECT_EQ(text.size(), 100'000u);
}

}  // namespace
}  // namespace mutation
