#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/judge.h"

namespace mutation {

static bool operator==(const Metric& a, const Metric& b) {
  return a.name == b.name && a.value == b.value;
}

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Metric> metric(const std::string& pattern, std::string_view log) {
  return extract_metrics({{"m", pattern}}, log);
}

TEST(Metrics, TheLastMatchCounts) {
  EXPECT_THAT(metric(R"(Test accuracy: ([0-9.]+))", "Test accuracy: 0.5\nTEST ACCURACY: 0.75\n"),
              ElementsAre(Metric{"m", 0.75}));
}

TEST(Metrics, TheFirstGroupCountsOrTheWholeMatchWithoutOne) {
  EXPECT_THAT(metric(R"(([0-9.]+)/([0-9.]+))", "3/4"), ElementsAre(Metric{"m", 3}));
  EXPECT_THAT(metric(R"((?P<value>\d+) of (?P<all>\d+))", "7 of 9"), ElementsAre(Metric{"m", 7}));
  EXPECT_THAT(metric(R"(\d+\.\d+)", "at 12.5"), ElementsAre(Metric{"m", 12.5}));
}

TEST(Metrics, AreMissingWhereTheLastMatchHasNoNumber) {
  EXPECT_THAT(metric(R"(acc (\d+)?)", "acc 5\nacc none"), IsEmpty());
  EXPECT_THAT(metric(R"(v([0-9.]+))", "v1 then v1.2.3"), IsEmpty());
  EXPECT_THAT(metric(R"(loss (\S+))", "loss 0.5\nloss nan"), IsEmpty());
  EXPECT_THAT(metric(R"(loss (\S+))", "loss 1e999"), IsEmpty());
  EXPECT_THAT(metric(R"(loss ([0-9.]+))", "nothing here"), IsEmpty());
  EXPECT_THAT(metric(R"(loss ([0-9.]+))", ""), IsEmpty());
}

TEST(Metrics, ReadNumbersAsPythonsFloat) {
  const std::pair<const char*, double> numbers[] = {{"4.", 4},        {".5", 0.5}, {"+2", 2},
                                                    {"-3e-2", -0.03}, {" 8 ", 8},  {"007", 7}};
  for (const auto& [text, value] : numbers) {
    EXPECT_THAT(metric("<(.*)>", std::string("<") + text + ">"), ElementsAre(Metric{"m", value}))
        << text;
  }
  for (const char* text : {".", "", "1 2", "++1", "0x10", "12%", "1,5"}) {
    EXPECT_THAT(metric("<(.*)>", std::string("<") + text + ">"), IsEmpty()) << text;
  }
}

TEST(Metrics, PatternsMayLookAheadAndSpeakChinese) {
  const std::string log = "accuracy: 0.25\n准确率：0.916\nAccuracy: 4580 / 5000\n";
  EXPECT_THAT(metric(R"((?:准确率|accuracy)\s*[:：]\s*([0-9.]+)(?![0-9. ]*/))", log),
              ElementsAre(Metric{"m", 0.916}));
}

TEST(Metrics, AreFoundAmongBytesThatAreNoText) {
  const std::string log = std::string("\xFF\xFE\x00\x80", 4) + "准\xE5\xE5 acc=0.25\xC0\n\xF8";
  EXPECT_THAT(metric(R"(acc=([0-9.]+))", log), ElementsAre(Metric{"m", 0.25}));
}

TEST(Metrics, AreFoundInALogOfFiftyMegabytesQuickly) {
  std::string log;
  log.reserve(51 << 20);
  while (log.size() < (50 << 20)) log += "Epoch 3/10 step 17/200 loss 1.2345 准确率 0.5\n";
  log += "Test accuracy: 0.8123\n";
  EXPECT_THAT(
      extract_metrics(
          {{"test_accuracy", R"(Test accuracy: ([0-9.]+))"}, {"loss", R"(loss ([0-9.]+))"}}, log),
      ElementsAre(Metric{"test_accuracy", 0.8123}, Metric{"loss", 1.2345}));
}

TEST(Metrics, AreFoundInALongLogWithoutASingleLineEnd) {
  const std::string log = std::string(20 << 20, 'x') + "acc 0.5" + std::string(20 << 20, 'y');
  EXPECT_THAT(metric(R"(acc ([0-9.]+))", log), ElementsAre(Metric{"m", 0.5}));
}

TEST(Metrics, APatternThatGivesUpIsAProblemAndNoMetric) {
  std::vector<std::string> problems;
  const auto found = extract_metrics({{"bad", "(a+)+$"}, {"good", R"(acc ([0-9.]+))"}},
                                     "acc 0.5 " + std::string(40, 'a') + "!", &problems);
  EXPECT_THAT(found, ElementsAre(Metric{"good", 0.5}));
  EXPECT_THAT(problems, ElementsAre("metric \"bad\": pattern gave up: it backtracks without end"));
}

TEST(Metrics, APatternThatCannotBeReadIsAProblem) {
  std::vector<std::string> problems;
  EXPECT_THAT(extract_metrics({{"bad", "acc ([0-9.]+"}}, "acc 1", &problems), IsEmpty());
  EXPECT_THAT(problems, ElementsAre(HasSubstr("metric \"bad\": missing closing parenthesis")));
}

TEST(CheckPattern, SaysWhatIsWrongAndAtWhichCharacter) {
  EXPECT_TRUE(check_pattern(R"((?P<acc>准确率)[:：]\s*(?!x)([0-9.]+)\Z)").ok());
  const Status status = check_pattern("准确率 ([0-9.]+");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "missing closing parenthesis at character 12");
  EXPECT_FALSE(check_pattern("a{2,1}").ok());
  EXPECT_FALSE(check_pattern("*").ok());
  EXPECT_FALSE(check_pattern("\xFF").ok());
}

TEST(Matches, FindsAnywhereInAnyCase) {
  EXPECT_TRUE(matches("epoch 1", "...\nEPOCH 1/10"));
  EXPECT_FALSE(matches("^epoch", "...\nEPOCH 1/10"));
  EXPECT_FALSE(matches("epoch", ""));
}

TEST(Matches, TellsOfAPatternThatGaveUp) {
  std::vector<std::string> problems;
  EXPECT_FALSE(matches("(a+)+$", std::string(40, 'a') + "!", &problems));
  EXPECT_THAT(problems,
              ElementsAre("pattern \"(a+)+$\": pattern gave up: it backtracks without end"));
}

}  // namespace
}  // namespace mutation
