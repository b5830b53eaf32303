#include "judge/pattern_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kLog =
    "epoch 1\nAccuracy: 4580/5000 = 0.9160\nF1 (macro) = 0.9\n  done: all is well  \nLoss 0.5";

TEST(PatternReport, SaysWhereAMetricsLastMatchStands) {
  const auto found =
      try_metrics({{"accuracy", "Accuracy:.*= ([0-9.]+)"}, {"loss", "Loss (.*)"}}, kLog);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].value, 0.916);
  EXPECT_EQ(found[0].matches, 1u);
  EXPECT_EQ(found[0].line->number, 2u);
  EXPECT_EQ(found[0].line->text, "Accuracy: 4580/5000 = 0.9160");
  EXPECT_EQ(found[1].line->number, 5u);
  EXPECT_THAT(found[1].near, IsEmpty());
}

TEST(PatternReport, NamesLinesThatComeNear) {
  const auto found = try_metrics({{"macro_f1", "F1-score: ([0-9.]+)"}}, kLog);
  EXPECT_EQ(found[0].matches, 0u);
  EXPECT_FALSE(found[0].value);
  ASSERT_EQ(found[0].near.size(), 1u);
  EXPECT_EQ(found[0].near[0].number, 3u);
  EXPECT_EQ(found[0].near[0].text, "F1 (macro) = 0.9");
}

TEST(PatternReport, CountsWhatOtherPatternsFind) {
  const auto found = try_patterns({"e", "is well", "never", "("}, kLog);
  EXPECT_EQ(found[0].matches, 3u);
  EXPECT_EQ(found[1].line->text, "done: all is well");
  EXPECT_EQ(found[1].line->number, 4u);
  EXPECT_EQ(found[2].matches, 0u);
  EXPECT_THAT(found[3].problem, HasSubstr("parenthesis"));
}

TEST(PatternReport, AShareIsAFractionOrAPercentage) {
  EXPECT_EQ(implausible_scale("test_accuracy", 0.91), "");
  EXPECT_EQ(implausible_scale("test_accuracy", 91.5), "");
  EXPECT_THAT(implausible_scale("accuracy", 4580), HasSubstr("4580.0 is neither a fraction"));
  EXPECT_EQ(implausible_scale("loss", 4580), "");
}

}  // namespace
}  // namespace mutation
