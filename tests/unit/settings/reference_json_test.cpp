#include "settings/reference_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace mutation {
namespace {

JsonNode read(std::string_view text) {
  return parse_reference_json(text, "f.json").root.value();
}

std::string mistake(std::string_view text) {
  return parse_reference_json(text, "f.json").problem.value().text;
}

TEST(ReferenceJson, KnowsNumbersThatAreNoJson) {
  const JsonNode list = read("[NaN, Infinity, -Infinity, 1e400, 1.5, -0, 12]");
  EXPECT_TRUE(std::isnan(list.children[0].real));
  EXPECT_EQ(list.children[1].real, HUGE_VAL);
  EXPECT_EQ(list.children[2].real, -HUGE_VAL);
  EXPECT_EQ(list.children[3].real, HUGE_VAL);
  EXPECT_EQ(list.children[4].real, 1.5);
  EXPECT_EQ(list.children[5].kind, JsonKind::integer);
  EXPECT_EQ(list.children[6].integer, 12);
}

TEST(ReferenceJson, KeepsTheDigitsOfANumberBeyond64Bits) {
  const JsonNode number = read("10000000000000000000000000");
  EXPECT_EQ(number.kind, JsonKind::unusable);
  EXPECT_EQ(number.text, "10000000000000000000000000");
}

TEST(ReferenceJson, TakesTheLastValueOfAKeyAtTheFirstOnesPlace) {
  const JsonNode object = read(R"({"a": 1, "b": 2, "a": 3})");
  ASSERT_EQ(object.children.size(), 2U);
  EXPECT_EQ(object.children[0].key, "a");
  EXPECT_EQ(object.children[0].integer, 3);
}

TEST(ReferenceJson, ReadsEscapes) {
  EXPECT_EQ(read(R"("\u00e9\ud83d\ude00\ud83dx\n\/")").text, "\u00e9\U0001F600\uFFFDx\n/");
}

TEST(ReferenceJson, KnowsTheLineOfAValue) {
  EXPECT_EQ(read("{\n\"a\":\n\n1}").children[0].line, 4);
}

TEST(ReferenceJson, RefusesWhatPythonRefuses) {
  for (const std::string_view text :
       {"", "{", "[1,]", "{\"a\": 1,}", "{a: 1}", "'a'", "[1 2]", "01", "1.", "+1", "\"a\nb\"",
        "\"\\x\"", "\"\\u12\"", "nul", "{} {}", "// a\n1", "\xEF\xBB\xBF{}", "\"\xFF\""}) {
    EXPECT_NE(mistake(text), "") << text;
  }
}

TEST(ReferenceJson, BoundsItsDepth) {
  EXPECT_THAT(mistake(std::string(100000, '[')), testing::HasSubstr("nested"));
}

}  // namespace
}  // namespace mutation
