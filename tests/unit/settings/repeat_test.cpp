// "repeat": a number of runs, or until an interval is narrow enough.
#include <gmock/gmock.h>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Settings read(const std::string& text) {
  auto outcome = settings_of(text);
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or(Settings{});
}

std::vector<std::string> repeat_problems(const std::string& repeat) {
  return problems_of(R"({"repeat": )" + repeat + R"(, "experiments": [
{"repo": "VulBERTa", "model": "mlp"}]})");
}

TEST(RepeatUntil, IsReadWithItsUsualValues) {
  const Settings settings = read(R"({"repeat": {"until_relative_ci": 0.02}, "experiments": [
    {"repo": "VulBERTa", "model": "mlp"},
    {"repo": "VulBERTa", "model": "mlp", "repeat": 4},
    {"repo": "VulBERTa", "model": "mlp",
     "repeat": {"until_relative_ci": 0.005, "min": 3, "max": 8, "of": "metric:accuracy",
                "note": "the slow one"}}]})");
  ASSERT_TRUE(settings.repeat_until);
  EXPECT_EQ(settings.repeat, std::nullopt);
  EXPECT_DOUBLE_EQ(settings.repeat_until->relative_ci, 0.02);
  EXPECT_EQ(settings.repeat_until->min, 5);
  EXPECT_EQ(settings.repeat_until->max, 30);
  EXPECT_EQ(settings.repeat_until->of, "gpu_net_joules");
  EXPECT_EQ(settings.entries.at(0).repeat_until, std::nullopt);
  EXPECT_EQ(settings.entries.at(1).repeat, 4);
  EXPECT_EQ(settings.entries.at(1).repeat_until, std::nullopt);
  const auto& own = settings.entries.at(2).repeat_until;
  ASSERT_TRUE(own);
  EXPECT_DOUBLE_EQ(own->relative_ci, 0.005);
  EXPECT_EQ(own->min, 3);
  EXPECT_EQ(own->max, 8);
  EXPECT_EQ(own->of, "metric:accuracy");
}

TEST(RepeatUntil, OneBoundMovesTheOthersUsualValue) {
  EXPECT_EQ(read(R"({"repeat": {"until_relative_ci": 0.02, "min": 40}, "experiments": [
    {"repo": "VulBERTa", "model": "mlp"}]})")
                .repeat_until->max,
            40);
  EXPECT_EQ(read(R"({"repeat": {"until_relative_ci": 0.02, "max": 3}, "experiments": [
    {"repo": "VulBERTa", "model": "mlp"}]})")
                .repeat_until->min,
            3);
}

TEST(RepeatUntil, AnEntrysWinsOverItsForegrounds) {
  const std::string parallel = R"("foreground": {"repo": "resnet", "model": "resnet20",
    "mode": "default", "repeat": {"until_relative_ci": 0.02}},
    "background": {"repo": "VulBERTa", "model": "mlp"})";
  const Settings settings = read(R"({"repeat": 2, "experiments": [{)" + parallel + R"(},
    {"repeat": 3, )" + parallel + "}]}");
  ASSERT_TRUE(settings.entries.at(0).repeat_until);
  EXPECT_EQ(settings.entries.at(0).repeat, std::nullopt);
  EXPECT_EQ(settings.entries.at(1).repeat, 3);
  EXPECT_EQ(settings.entries.at(1).repeat_until, std::nullopt);
}

TEST(RepeatUntil, EveryMistakeIsTold) {
  EXPECT_THAT(
      repeat_problems(R"({"until_relative_ci": 2, "min": 1, "of": "gpu_net_joule", "often": 3})"),
      ElementsAre(HasSubstr("repeat.until_relative_ci: must be a number from 0.0001 to 0.5"),
                  HasSubstr("repeat.min: must be a whole number from 2"),
                  HasSubstr("repeat.of: unknown figure \"gpu_net_joule\" (did you mean "
                            "\"gpu_net_joules\"?)"),
                  HasSubstr("repeat.often: unknown key")));
  EXPECT_THAT(repeat_problems(R"({"until_relative_ci": 0.1, "min": 9, "max": 4})"),
              ElementsAre("a.json:1: repeat.max: is less than \"min\", which is 9 (a configuration "
                          "is run \"min\" to \"max\" times)"));
  EXPECT_THAT(repeat_problems(R"({"until_relative_ci": 0.1, "of": "energy"})"),
              ElementsAre(HasSubstr("known: gpu_joules, gpu_net_joules, "
                                    "gpu_above_background_joules, cpu_joules, duration, "
                                    "metric:NAME")));
  EXPECT_THAT(repeat_problems(R"({"min": 5})"),
              ElementsAre(HasSubstr("repeat: \"until_relative_ci\" is missing")));
  EXPECT_THAT(repeat_problems(R"("often")"), ElementsAre(HasSubstr("must be a number of runs")));
  EXPECT_THAT(repeat_problems("2.5"), ElementsAre(HasSubstr("must be a whole number from 1")));
}

TEST(RepeatUntil, ABackgroundHasNone) {
  EXPECT_THAT(problems_of(with_entry(R"({"foreground": {"repo": "resnet", "model": "resnet20"},
    "background": {"repo": "VulBERTa", "model": "mlp", "repeat": 2}})")),
              ElementsAre(HasSubstr("runs for as long as its foreground")));
}

TEST(RepeatUntil, BesideNumMutationsRunsPerConfigMeansTheSame) {
  EXPECT_THAT(
      problems_of(R"({"runs_per_config": 2, "repeat": {"until_relative_ci": 0.1},
"experiments": [{"repo": "VulBERTa", "model": "mlp", "num_mutations": 2}]})"),
      ElementsAre(HasSubstr("means the same as \"repeat\", which stands at the top level")));
}

}  // namespace
}  // namespace mutation
