#include "progress/display_width.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("epochs"), 6);
  EXPECT_EQ(display_width("41 °C"), 5);
  EXPECT_EQ(display_width("准确率"), 6);
  EXPECT_EQ(display_width("정확도"), 6);
  EXPECT_EQ(display_width("⏳"), 2);
  EXPECT_EQ(display_width("e\u0301"), 1);
}

TEST(Truncated, MarksTheCutAndNeverHalvesAWideCharacter) {
  EXPECT_EQ(truncated("cooling", 7), "cooling");
  EXPECT_EQ(truncated("cooling", 6), "cooli…");
  EXPECT_EQ(truncated("准确率", 6), "准确率");
  EXPECT_EQ(truncated("准确率", 5), "准确…");
  EXPECT_EQ(truncated("准确率", 4), "准…");
  EXPECT_EQ(truncated("准确率", 1), "…");
  EXPECT_EQ(truncated("准确率", 0), "");
}

TEST(ShortenedMiddle, KeepsTheEndThatTellsNamesApart) {
  EXPECT_EQ(shortened_middle("resnet_resnet20_001_parallel", 26), "resnet_resne…_001_parallel");
  EXPECT_EQ(shortened_middle("short", 10), "short");
  EXPECT_EQ(shortened_middle("训练准确率", 7), "训练…率");
}

TEST(Padded, FillsUpToTheColumn) {
  EXPECT_EQ(padded_right("准确", 6), "准确  ");
  EXPECT_EQ(padded_left("准确", 6), "  准确");
  EXPECT_EQ(padded_left("too wide", 3), "too wide");
}

TEST(Printable, LetsNothingMoveTheCursorOrColourTheTerminal) {
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m \x1b]0;title\aend"), "red end");
  EXPECT_EQ(printable("\x1b]0;title\x1b\\end"), "end");
  EXPECT_EQ(printable("a\tb\nc\a\x7F"), "a b c");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "31m");
  EXPECT_EQ(printable("cut \x1b["), "cut ");
  EXPECT_EQ(printable("bad \xFF"), "bad \xEF\xBF\xBD");
  EXPECT_EQ(printable("❄️ 41 °C"), "❄️ 41 °C");
}

TEST(PrintableLines, ShowOfAProgressBarWhatATerminalWouldShowLast) {
  EXPECT_THAT(printable_lines("epoch 1\r\n10%\r50%\r100%\ndone\n\n"),
              ElementsAre("epoch 1", "100%", "done"));
  EXPECT_THAT(printable_lines(""), IsEmpty());
}

}  // namespace
}  // namespace mutation
