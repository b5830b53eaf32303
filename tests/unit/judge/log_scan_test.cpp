#include "judge/log_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Pattern compiled(std::string_view python) {
  auto pattern = Pattern::compile(python);
  EXPECT_TRUE(pattern.ok());
  return std::move(*pattern);
}

// Stands still, or moves on by `step` at each look.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Seconds step = Seconds(0)) : step_(step) {}
  Instant now() const override {
    looks_ += 1;
    Instant instant;
    instant.boot += std::chrono::duration_cast<std::chrono::nanoseconds>(step_ * looks_);
    return instant;
  }

 private:
  Seconds step_;
  mutable int looks_ = 0;
};

// Everything that the pattern finds, as re.findall.
std::vector<std::string> findall(std::string_view python, std::string_view log,
                                 const ScanLimits& limits = {}) {
  std::vector<std::string> found;
  const Pattern pattern = compiled(python);
  const auto statuses =
      scan_log({{&pattern,
                 [&](const PatternMatch& match) {
                   found.emplace_back(log.substr(match.begin, match.end - match.begin));
                   return match.end;
                 }}},
               log, FakeClock(), limits);
  EXPECT_TRUE(statuses.front().ok());
  return found;
}

ScanLimits tiny_windows() {
  return {.longest_match = 16, .context = 4, .window = 8, .starts_at_once = 3};
}

TEST(LogScan, FindsWhatPythonsFindallFinds) {
  EXPECT_THAT(findall("a+", "aa b aaa"), ElementsAre("aa", "aaa"));
  EXPECT_THAT(findall("[0-9]*", "a12"), ElementsAre("", "12", ""));
  EXPECT_THAT(findall("x*", ""), ElementsAre(""));
  EXPECT_THAT(findall("loss", "Loss LOSS"), ElementsAre("Loss", "LOSS"));
}

TEST(LogScan, FindsTheSameAcrossTheSeamsOfItsWindows) {
  const std::string log = "acc 0.1\nacc 0.22\r\n\r\n\r\n准确率 0.333\r\nacc 0.4444\nend";
  for (const char* pattern :
       {R"((?:acc|准确率) [0-9.]+)", R"((?m)^\w+)", R"((?m)^)", R"(\n)", R"((?<=0\.)\d+)", R"(\d$)",
        R"([0-9]*)", R"(\bacc\b)", R"(.)", R"(\Aacc)", R"(end\Z)"}) {
    EXPECT_EQ(findall(pattern, log, tiny_windows()), findall(pattern, log)) << pattern;
  }
}

TEST(LogScan, TellsHowFarItHasCome) {
  const std::string log = "0123456789abcdefghij";
  std::vector<size_t> searched;
  ScanLimits limits = tiny_windows();
  limits.searched_to = [&](size_t bytes) { searched.push_back(bytes); };
  findall("x", log, limits);
  EXPECT_THAT(searched, ElementsAre(8, 16, 20));
}

TEST(LogScan, AnchorsOnlyAtTheTrueStartAndEnd) {
  const std::string log = "abcdefgh abcdefgh abcdefgh abcdefgh";
  EXPECT_THAT(findall(R"(\Aabc)", log, tiny_windows()), ElementsAre("abc"));
  EXPECT_THAT(findall("^abc", log, tiny_windows()), ElementsAre("abc"));
  EXPECT_THAT(findall(R"(fgh\Z)", log, tiny_windows()), ElementsAre("fgh"));
  EXPECT_THAT(findall("fgh$", log, tiny_windows()), ElementsAre("fgh"));
}

TEST(LogScan, TakesBrokenUtf8AsOneControlCharacterEach) {
  EXPECT_THAT(findall("a.b",
                      "a\xFF"
                      "b a\xE5\x87"
                      "b a准b"),
              ElementsAre("a\xFF"
                          "b",
                          "a准b"));
  const std::string broken(100, '\x80');
  EXPECT_EQ(findall(".", broken, tiny_windows()).size(), 100U);
}

TEST(LogScan, EndsLinesAtCarriageReturnsAsPythonsTextFilesDo) {
  EXPECT_THAT(findall("(?m)^.+$", "10%\r20%\r\n30%\n"), ElementsAre("10%", "20%", "30%"));
}

TEST(LogScan, GoesOnWhereItIsTold) {
  const std::string log = "a1 a2 a3 a4";
  const Pattern pattern = compiled("a");
  std::vector<size_t> begins;
  (void)scan_log({{&pattern,
                   [&](const PatternMatch& match) {
                     begins.push_back(match.begin);
                     return begins.size() == 2 ? kStopScan : match.begin + 4;
                   }}},
                 log, FakeClock());
  EXPECT_THAT(begins, ElementsAre(0, 6));
}

TEST(LogScan, APatternThatBacktracksWithoutEndGivesUpAndTheOthersGoOn) {
  const std::string log = std::string(64, 'a') + "! loss 3";
  const Pattern endless = compiled("(a+)+$");
  const Pattern plain = compiled("loss");
  int plain_matches = 0;
  const auto nothing = [](const PatternMatch& match) { return match.end; };
  const auto statuses = scan_log({{&endless, nothing},
                                  {&plain,
                                   [&](const PatternMatch& match) {
                                     ++plain_matches;
                                     return match.end;
                                   }}},
                                 log, FakeClock());
  ASSERT_FALSE(statuses[0].ok());
  EXPECT_EQ(statuses[0].error().message, "pattern gave up: it backtracks without end");
  EXPECT_TRUE(statuses[1].ok());
  EXPECT_EQ(plain_matches, 1);
}

TEST(LogScan, APatternThatTakesTooLongGivesUp) {
  const std::string log(100'000, 'x');
  const Pattern pattern = compiled("y");
  const auto statuses = scan_log({{&pattern, [](const PatternMatch& match) { return match.end; }}},
                                 log, FakeClock(Seconds(1)), {.patience = Seconds(5)});
  ASSERT_FALSE(statuses[0].ok());
  EXPECT_THAT(statuses[0].error().message, HasSubstr("gave up: it took more than 5 s"));
}

}  // namespace
}  // namespace mutation
