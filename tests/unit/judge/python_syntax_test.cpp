#include "judge/python_syntax.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

TEST(Pcre2Syntax, LeavesWhatMeansTheSame) {
  for (const char* same : {R"(Test accuracy: ([0-9.]+))", R"((?P<value>\d+)(?=%)(?!x)\1)",
                           R"([^]a-z\]]{2,3}x{4}\b\\Z)", "准确率[:：]\\s*([0-9.]+)"}) {
    EXPECT_EQ(pcre2_syntax(same).text, same);
  }
}

TEST(Pcre2Syntax, TranslatesWhatMeansSomethingElse) {
  EXPECT_EQ(pcre2_syntax(R"(end\Z)").text, R"(end\z)");
  EXPECT_EQ(pcre2_syntax(R"(a\vb[\v])").text, R"(a\x0bb[\x0b])");
  EXPECT_EQ(pcre2_syntax(R"(\u51c6\U0001F600)").text, R"(\x{51c6}\x{0001F600})");
  EXPECT_EQ(pcre2_syntax(R"(a{,3}b{,})").text, R"(a{0,3}b{0,})");
  EXPECT_EQ(pcre2_syntax(R"([[:alpha:]])").text, R"([\[:alpha:]])");
}

TEST(Pcre2Syntax, KnowsWhereEachByteComesFrom) {
  const TranslatedPattern translated = pcre2_syntax(R"(a\u51c6(b)");
  EXPECT_EQ(translated.text, R"(a\x{51c6}(b)");
  EXPECT_EQ(translated.origins, (std::vector<size_t>{0, 1, 1, 1, 1, 1, 1, 1, 1, 7, 8}));
}

TEST(Pcre2Syntax, SurvivesPatternsThatStopInTheMiddle) {
  for (const char* broken : {"\\", "[", "[^", "[]", "{", "{,", "{,3", "\\u12", "[a\\"}) {
    EXPECT_EQ(pcre2_syntax(broken).text, broken);
  }
}

}  // namespace
}  // namespace mutation
