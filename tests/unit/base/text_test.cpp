#include "base/text.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

TEST(Shortest, ReadsBackAsTheSameFloat) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(1e-05), "1e-05");
  EXPECT_EQ(shortest(0.0001), "0.0001");
  EXPECT_EQ(shortest(123456789), "123456789.0");
  EXPECT_EQ(shortest(1e16), "1e+16");
  EXPECT_EQ(shortest(2), "2.0");
  EXPECT_EQ(std::stod(shortest(0.06734527462312345)), 0.06734527462312345);
}

TEST(ShellQuoted, LeavesPlainWordsAndQuotesTheRest) {
  const std::vector<std::string> argv = {"./train.sh", "--lr", "0.1", "a b", "it's", ""};
  EXPECT_EQ(shell_quoted(argv), R"(./train.sh --lr 0.1 'a b' 'it'\''s' '')");
}

TEST(DidYouMean, FindsTheNearestAndNothingFarAway) {
  const std::vector<std::string> known = {"learning_rate", "epochs", "seed"};
  EXPECT_EQ(did_you_mean("learningrate", known), "learning_rate");
  EXPECT_EQ(did_you_mean("epcohs", known), "epochs");
  EXPECT_EQ(did_you_mean("temperature", known), std::nullopt);
}

TEST(HumanDuration, ChoosesTheUnitByLength) {
  EXPECT_EQ(human_duration(Seconds(59.4)), "59s");
  EXPECT_EQ(human_duration(Seconds(185)), "3m 05s");
  EXPECT_EQ(human_duration(Seconds(7620)), "2h 07m");
}

TEST(ValidUtf8, ReplacesOnlyWhatIsBroken) {
  EXPECT_EQ(valid_utf8("准确率 ok"), "准确率 ok");
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b\xE5\x87"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(IsoUtc, HasMicroseconds) {
  EXPECT_EQ(iso_utc(UtcTime(std::chrono::nanoseconds(1763976600123456789))),
            "2025-11-24T09:30:00.123456Z");
}

}  // namespace
}  // namespace mutation
