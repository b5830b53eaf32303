#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "judge/judge.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ErrorLines, KnowWhatEndsTrainings) {
  for (const char* line :
       {"CUDA out of memory. Tried to allocate 2 GiB", "RuntimeError: shapes differ",
        "AssertionError", "FileNotFoundError: [Errno 2] no such file: 'x'", "KeyboardInterrupt",
        "Training of model FAILED", "fatal error: foo.h", "致命错误: 无法打开",
        "torch.cuda.OutOfMemoryError: CUDA", "Segmentation fault (core dumped)",
        "./train.sh: line 3: 1234 Killed    python3 train.py", "CUDA error: device-side assert",
        "RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED"}) {
    EXPECT_THAT(error_lines(std::string("start\n  ") + line + "  \nend\n"), ElementsAre(line));
  }
}

TEST(ErrorLines, LeaveAloneWhatOnlyLooksLikeOne) {
  EXPECT_THAT(error_lines("RuntimeError: old call (DeprecationWarning)\n"
                          "training loss 0.5\nerror rate 0.1\nCUDNN_STATUS_SUCCESS\n"
                          "killed 3 idle workers\n"),
              IsEmpty());
  EXPECT_THAT(error_lines(""), IsEmpty());
}

TEST(ErrorLines, AreTheLastOnesInTheLogsOrder) {
  const std::string log =
      "AssertionError: 1\nfine\nAssertionError: 2\nAssertionError: 3\rAssertionError: 4\n";
  EXPECT_THAT(error_lines(log),
              ElementsAre("AssertionError: 2", "AssertionError: 3", "AssertionError: 4"));
  EXPECT_THAT(error_lines(log, 1), ElementsAre("AssertionError: 4"));
  EXPECT_THAT(error_lines(log, 0), IsEmpty());
}

TEST(ErrorLines, NameALineOnceHoweverManyPatternsItMeets) {
  EXPECT_THAT(error_lines("RuntimeError: CUDA out of memory. CUDA error: 2\n"
                          "RuntimeError: CUDA out of memory. CUDA error: 2\n"),
              ElementsAre("RuntimeError: CUDA out of memory. CUDA error: 2"));
}

TEST(ErrorLines, TellATracebackByItsException) {
  EXPECT_THAT(error_lines("Epoch 1\nTraceback (most recent call last):\n"
                          "  File \"train.py\", line 3, in <module>\n    run()\n"
                          "ValueError: batch of 0\nbye\n"),
              ElementsAre("ValueError: batch of 0"));
  EXPECT_THAT(error_lines("[rank0]: Traceback (most recent call last):\r\n"
                          "[rank0]:   File \"train.py\", line 3\r\n"
                          "[rank0]: ValueError: batch of 0\r\n"),
              ElementsAre("ValueError: batch of 0"));
}

TEST(ErrorLines, TellATracebackThatWasCutOffByItsHeader) {
  EXPECT_THAT(error_lines("Traceback (most recent call last):\n  File \"train.py\", line 3"),
              ElementsAre("Traceback (most recent call last):"));
  EXPECT_THAT(error_lines("Traceback (most recent call last):"),
              ElementsAre("Traceback (most recent call last):"));
  EXPECT_THAT(error_lines("w1 Traceback (most recent call last):\nValueError: of another\n"),
              ElementsAre("w1 Traceback (most recent call last):"));
}

TEST(ErrorLines, AreShortAndValidWhateverTheLogHolds) {
  const std::string before(5000, 'b');
  std::string after;
  for (int i = 0; i < 1000; ++i) after += "误\xFF";
  const auto lines = error_lines(before + " AssertionError: " + after);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_LE(lines[0].size(), kLongestErrorLine);
  EXPECT_EQ(valid_utf8(lines[0]), lines[0]);
  EXPECT_THAT(lines[0], StartsWith("…bbb"));
  EXPECT_THAT(lines[0], HasSubstr(" AssertionError: 误"));
  EXPECT_THAT(lines[0], EndsWith("…"));
}

TEST(ErrorLines, AreFoundInALongLogWithoutASingleLineEnd) {
  std::string log;
  while (log.size() < (8 << 20)) log += "RuntimeError: x DeprecationWarning ";
  log += "AssertionError: the end";
  std::vector<std::string> problems;
  const auto lines = error_lines(log, 1, &problems);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], EndsWith("AssertionError: the end"));
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace mutation
