#include "settings/json_tree.h"

#include <gmock/gmock.h>

#include <limits>
#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems_in(std::string_view text) {
  return to_lines(parse_json(text, "a.json").problems);
}

TEST(JsonTree, KeepsOrderKindsAndLines) {
  const JsonDocument document =
      parse_json("{\n \"b\": 1,\n \"a\": [true, 2.5,\n  null, \"x\"]\n}", "f");
  ASSERT_TRUE(document.complete);
  ASSERT_EQ(document.root.children.size(), 2u);
  const JsonNode& b = document.root.children[0];
  EXPECT_EQ(b.key, "b");
  EXPECT_EQ(b.kind, JsonKind::integer);
  EXPECT_EQ(b.integer, 1);
  EXPECT_EQ(b.line, 2);
  const JsonNode& a = document.root.children[1];
  EXPECT_EQ(a.key_line, 3);
  ASSERT_EQ(a.children.size(), 4u);
  EXPECT_TRUE(a.children[0].boolean);
  EXPECT_EQ(a.children[1].real, 2.5);
  EXPECT_EQ(a.children[1].line, 3);
  EXPECT_EQ(a.children[2].kind, JsonKind::null);
  EXPECT_EQ(a.children[2].line, 4);
  EXPECT_EQ(a.children[3].text, "x");
}

TEST(JsonTree, ANumberBeforeALineBreakIsInItsOwnLine) {
  const JsonDocument document = parse_json("[\n1\n,\n2.5\n]", "f");
  ASSERT_TRUE(document.complete);
  EXPECT_EQ(document.root.children[0].line, 2);
  EXPECT_EQ(document.root.children[1].line, 4);
}

TEST(JsonTree, IntegersAndFloatsAreExact) {
  const JsonDocument document = parse_json(
      "[9223372036854775807, -9223372036854775808, 9007199254740993, 3e-05, 1.0, 5e-324]", "f");
  ASSERT_TRUE(document.complete);
  const auto& numbers = document.root.children;
  EXPECT_EQ(numbers[0].integer, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(numbers[1].integer, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(numbers[2].integer, 9007199254740993);
  EXPECT_EQ(numbers[3].real, 3e-05);
  EXPECT_EQ(numbers[4].kind, JsonKind::real);
  EXPECT_EQ(numbers[5].real, 5e-324);
}

TEST(JsonTree, ByteOrderMarkAndWindowsLineEndsAreFine) {
  const JsonDocument document = parse_json("\xEF\xBB\xBF{\r\n\"a\":\r\n1\r\n}\r\n", "f");
  ASSERT_TRUE(document.complete);
  EXPECT_THAT(document.problems, IsEmpty());
  EXPECT_EQ(document.root.children[0].key_line, 2);
  EXPECT_EQ(document.root.children[0].line, 3);
}

TEST(JsonTree, ALongTextIsFine) {
  const std::string text = "[\"" + std::string(1 << 20, 'x') + "\"]";
  const JsonDocument document = parse_json(text, "f");
  ASSERT_TRUE(document.complete);
  EXPECT_EQ(document.root.children[0].text.size(), size_t{1} << 20);
}

TEST(JsonTree, SixtyFourLevelsAreFineOneMoreIsNot) {
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']'), "f").complete);
  EXPECT_THAT(problems_in(std::string(64, '\n') + std::string(65, '[') + std::string(65, ']')),
              ElementsAre(testing::EndsWith(": objects and arrays are nested more than 64 deep")));
}

TEST(JsonTree, TenThousandLevelsAreAProblemNotACrash) {
  const JsonDocument arrays = parse_json(std::string(10000, '['), "f");
  EXPECT_FALSE(arrays.complete);
  EXPECT_EQ(arrays.problems.size(), 1u);
  std::string objects;
  for (int i = 0; i < 10000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(parse_json(objects, "f").complete);
}

TEST(JsonTree, DuplicateKeysNameBothLinesAtEveryDepth) {
  const JsonDocument document = parse_json(
      "{\n\"a\": {\"x\": 1,\n\"y\": 2,\n\"x\": 3},\n\"b\": [{\"z\": 1, \"z\": 2}],\n\"a\": 5\n}",
      "a.json");
  EXPECT_TRUE(document.complete);
  EXPECT_THAT(
      to_lines(document.problems),
      ElementsAre(
          "a.json:4: a.x: the key \"x\" stands twice, in line 2 and in line 4 (keep one of them)",
          "a.json:5: b[0].z: the key \"z\" stands twice, in line 5 and in line 5 (keep one of "
          "them)",
          "a.json:6: a: the key \"a\" stands twice, in line 2 and in line 6 (keep one of them)"));
  EXPECT_EQ(find_member(document.root, "a")->children.size(), 2u) << "the first one counts";
}

TEST(JsonTree, ADuplicateThatIsAnObjectIsDroppedWhole) {
  const JsonDocument document = parse_json(R"({"a": 1, "a": {"b": {"c": 2}}, "d": 3})", "f");
  ASSERT_TRUE(document.complete);
  ASSERT_EQ(document.root.children.size(), 2u);
  EXPECT_EQ(document.root.children[0].integer, 1);
  EXPECT_EQ(document.root.children[1].key, "d");
}

TEST(JsonTree, NumbersThatCannotBeHeldAreProblemsNeverZeroOrInfinity) {
  EXPECT_THAT(problems_in("{\n\"epochs\": 1e400}"),
              ElementsAre("a.json:2: epochs: the number \"1e400\" is too large"));
  EXPECT_THAT(problems_in("{\"a\": 1e-400}"),
              ElementsAre("a.json:1: a: the number \"1e-400\" is too small, it would be 0"));
  EXPECT_THAT(
      problems_in("[9223372036854775808]"),
      ElementsAre("a.json:1: [0]: the whole number 9223372036854775808 does not fit 64 bits"));
  EXPECT_THAT(
      problems_in("[-99999999999999999999]"),
      ElementsAre(
          "a.json:1: [0]: the whole number \"-99999999999999999999\" does not fit 64 bits"));
  EXPECT_THAT(problems_in("[0e5, 0.0e-999]"), IsEmpty());
}

TEST(JsonTree, FilesThatAreNoTextAreNamedForWhatTheyAre) {
  EXPECT_THAT(problems_in(""), ElementsAre("a.json: the file is empty"));
  EXPECT_THAT(problems_in(" \n\t"), ElementsAre("a.json: the file is empty"));
  EXPECT_THAT(
      problems_in("\xEF\xBB\xBF"),
      ElementsAre("a.json:1: the file has no content (a settings file is one JSON object { … })"));
  EXPECT_THAT(problems_in(std::string("\x7F"
                                      "ELF\0\0",
                                      6)),
              ElementsAre("a.json: the file is binary, not JSON text"));
  EXPECT_THAT(problems_in(std::string("\xFF\xFE{\0}\0", 6)),
              ElementsAre("a.json: the file is in UTF-16 (save it as UTF-8)"));
  EXPECT_THAT(
      problems_in("{\n\"a\": \"\xE9t\xE9\"\n}"),
      ElementsAre("a.json:2: the line holds bytes that are not UTF-8 (save the file as UTF-8)"));
  EXPECT_THAT(problems_in("{\"a\": \"x\\u0000y\"}"),
              ElementsAre("a.json:1: a: a text must not hold the NUL character \\u0000"));
}

struct SyntaxCase {
  const char* text;
  const char* says;
};

class JsonSyntax : public testing::TestWithParam<SyntaxCase> {};

TEST_P(JsonSyntax, IsSaidInPlainWords) {
  const JsonDocument document = parse_json(GetParam().text, "a");
  EXPECT_FALSE(document.complete);
  EXPECT_THAT(to_lines(document.problems), ElementsAre(GetParam().says)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Habits, JsonSyntax,
    testing::Values(
        SyntaxCase{"{\"a\": 1,\n}", "a:2: a comma stands before } (remove the comma)"},
        SyntaxCase{"[1, 2,]", "a:1: [2]: a comma stands before ] (remove the comma)"},
        SyntaxCase{"{\"a\": NaN}", "a:1: a: NaN is not JSON (numbers must be finite)"},
        SyntaxCase{"[-Infinity]", "a:1: [0]: -Infinity is not JSON (numbers must be finite)"},
        SyntaxCase{"{\"a\": True}", "a:1: a: True is not JSON (write true)"},
        SyntaxCase{"{\"a\": None}", "a:1: a: None is not JSON (write null)"},
        SyntaxCase{"{\n// why\n\"a\": 1}",
                   "a:2: JSON has no comments (write it as a text under the key \"comment\")"},
        SyntaxCase{"# why\n{}",
                   "a:1: JSON has no comments (write it as a text under the key \"comment\")"},
        SyntaxCase{"{'a': 1}", "a:1: texts and keys stand in double quotes (write \"…\")"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, JsonSyntax,
    testing::Values(SyntaxCase{"{\"a\": 1\n\"b\": 2}", "a:2: a comma is missing before a text"},
                    SyntaxCase{"[1 2]", "a:1: [1]: a comma is missing before \"2\""},
                    SyntaxCase{"{\"a\" 1}", "a:1: a: a : is missing between a key and \"1\""},
                    SyntaxCase{"{a: 1}", "a:1: a key in double quotes must stand here, not \"a\""},
                    SyntaxCase{"{\"a\":}", "a:1: a: a value must stand here, not \"}\""},
                    SyntaxCase{"[1,,2]", "a:1: [1]: a value must stand here, not \",\""},
                    SyntaxCase{"{\n\"a\": [1,\n2}",
                               "a:3: a[2]: } cannot close the array that begins in line 2"},
                    SyntaxCase{"{}\n{}",
                               "a:2: \"{\" follows after the end (a file is one JSON value)"},
                    SyntaxCase{"{\n\"a\": [1,\n2\n",
                               "a:3: a[2]: the file ends before the array that begins in line 2 is "
                               "closed (is a ] missing?)"},
                    SyntaxCase{"{\"a\": {\"b\": 1}",
                               "a:1: the file ends before the object that begins in line 1 is "
                               "closed (is a } missing?)"}));

INSTANTIATE_TEST_SUITE_P(
    Tokens, JsonSyntax,
    testing::Values(
        SyntaxCase{"{\"a\": 01}",
                   "a:1: \"01\" is not a JSON number (numbers look like 5, -0.5 or 1e-05)"},
        SyntaxCase{"[.5]",
                   "a:1: [0]: \".5\" is not a JSON number (numbers look like 5, -0.5 or 1e-05)"},
        SyntaxCase{"[+5]",
                   "a:1: [0]: \"+5\" is not a JSON number (numbers look like 5, -0.5 or 1e-05)"},
        SyntaxCase{"[1.]",
                   "a:1: [0]: \"1.\" is not a JSON number (numbers look like 5, -0.5 or 1e-05)"},
        SyntaxCase{"[0x10]",
                   "a:1: [1]: \"0x10\" is not a JSON number (numbers look like 5, -0.5 or 1e-05)"},
        SyntaxCase{"{\"a\": \"b\n}",
                   "a:1: a: a text runs over the end of its line (is its closing \" missing?)"},
        SyntaxCase{"{\"a\": \"b}", "a:1: a: the file ends within a text (close it with \")"},
        SyntaxCase{"[\"C:\\dir\"]",
                   "a:1: [0]: a text has a \\ before a character that cannot follow it (write \\\\ "
                   "for one backslash)"},
        SyntaxCase{"[\"\\ud800\"]",
                   "a:1: [0]: a text has a \\u that does not name a character (\\u takes four "
                   "hexadecimal digits; or write the character itself)"},
        SyntaxCase{"[\"a\tb\"]",
                   "a:1: [0]: a text has a control character (write it as \\u and four hexadecimal "
                   "digits)"},
        SyntaxCase{"{\"mode\": parallel}", "a:1: mode: a value must stand here, not \"parallel\""},
        SyntaxCase{"hello", "a:1: a value must stand here, not \"hello\""}));

TEST(JsonTree, DuplicatesBeforeASyntaxErrorAreListedWithIt) {
  EXPECT_THAT(
      problems_in("{\"a\": 1, \"a\": 2,\n}"),
      ElementsAre(
          "a.json:1: a: the key \"a\" stands twice, in line 1 and in line 1 (keep one of them)",
          "a.json:2: a comma stands before } (remove the comma)"));
}

}  // namespace
}  // namespace mutation
