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
  EXPECT_LE(lines[0].size(), kLongestLogLine);
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

TEST(ErrorLines, AreOfTheCataloguesPatternsToo) {
  const std::string log = "loss is nan\nfine\nAssertionError: 1\nloss is NaN again\n";
  EXPECT_THAT(error_lines(log, 3, nullptr, {}, {R"(loss is nan)"}),
              ElementsAre("loss is nan", "AssertionError: 1", "loss is NaN again"));
  EXPECT_THAT(error_lines(log, 2, nullptr, {}, {R"(loss is nan)"}),
              ElementsAre("AssertionError: 1", "loss is NaN again"));
  EXPECT_THAT(error_lines(log), ElementsAre("AssertionError: 1"));
}

TEST(ErrorLines, NameALineOnceThatSeveralPatternsMeet) {
  EXPECT_THAT(error_lines("x AssertionError: nan\n", 3, nullptr, {}, {"nan", "(x) A"}),
              ElementsAre("x AssertionError: nan"));
}

TEST(ErrorLines, OfAPatternOverSeveralLinesAreTheFirstOfThem) {
  EXPECT_THAT(error_lines("a\nbad\nworse\n", 3, nullptr, {}, {R"(\nbad\nworse)"}),
              ElementsAre("bad"));
  EXPECT_THAT(error_lines("\n\nx\n", 3, nullptr, {}, {"z*"}), ElementsAre("x"))
      << "a pattern that matches nothing everywhere";
}

TEST(ErrorLines, APatternThatCannotBeUsedIsAProblem) {
  std::vector<std::string> problems;
  EXPECT_THAT(error_lines("AssertionError\n", 3, &problems, {}, {"("}),
              ElementsAre("AssertionError"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], HasSubstr("error pattern \"(\""));
}

TEST(SuccessLines, AreThoseThatTrainingsAreKnownToWrite) {
  for (const char* line : {"Training completed successfully!", "训练完成", "[SUCCESS] all done",
                           "Evaluation completed", "All 10 epochs completed",
                           "Rank@1:0.91 mAP:0.75", "✓ 模型训练成功"}) {
    const SuccessLines found = success_lines(std::string("start\n") + line + "\nend\n", {});
    EXPECT_THAT(found.lines, ElementsAre(line));
    EXPECT_FALSE(found.as_expected) << "nothing was expected";
  }
  EXPECT_THAT(success_lines("epoch 3 of 10\n", {}).lines, IsEmpty());
}

TEST(SuccessLines, OfTheCatalogueAreTheOnesExpected) {
  const SuccessLines found = success_lines("epoch 3\nsaved to x.pt\n", {"^saved to", "done$"});
  EXPECT_THAT(found.lines, IsEmpty()) << "^ is the log's start without (?m)";
  EXPECT_FALSE(found.as_expected);
  const SuccessLines saved = success_lines("epoch 3\nsaved to x.pt\n", {"saved to", "done$"});
  EXPECT_THAT(saved.lines, ElementsAre("saved to x.pt"));
  EXPECT_TRUE(saved.as_expected);
  EXPECT_FALSE(success_lines("Evaluation completed\n", {"saved to"}).as_expected);
}

}  // namespace
}  // namespace mutation
