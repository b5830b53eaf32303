// How an entry says what is drawn, how its configurations are found and in which order they run.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Entry entry_of(const std::string& keys) {
  auto outcome =
      settings_of(with_entry(R"({"repo": "resnet", "model": "resnet20", )" + keys + "}"));
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return outcome.value ? outcome.value->entries.at(0) : Entry{};
}

std::vector<std::string> entry_problems(const std::string& keys) {
  return problems_of(with_entry(R"({"repo": "resnet", "model": "resnet20", )" + keys + "}"));
}

TEST(Draws, ValuesLevelsAndRanges) {
  const Entry entry = entry_of(R"("search": "grid", "mutate": ["all"], "draw": {
    "epochs": {"values": [5, 10.0, 20]},
    "learning_rate": {"range": [0.01, 1], "levels": 3}})");
  EXPECT_EQ(entry.search, Search::grid);
  ASSERT_EQ(entry.foreground.draw_overrides.size(), 2u);
  EXPECT_THAT(
      entry.foreground.draw_overrides[0].values,
      ElementsAre(Value(std::int64_t{5}), Value(std::int64_t{10}), Value(std::int64_t{20})));
  EXPECT_EQ(entry.foreground.draw_overrides[1].range->high, 1.0);
  EXPECT_EQ(entry.foreground.draw_overrides[1].levels, 3);
}

TEST(Draws, WhatTheCatalogueGivesNoRangeForIsDrawnFromValues) {
  EXPECT_THAT(
      entry_of(R"("mutate": ["optimizer"], "draw": {"optimizer": {"values": ["sgd", "adam"]}})")
          .foreground.mutate,
      ElementsAre("optimizer"));
  EXPECT_THAT(entry_of(R"("draw": {"optimizer": {"values": ["sgd", "adam"]}})").foreground.mutate,
              ElementsAre("epochs", "learning_rate", "optimizer"));
}

TEST(Draws, OneEndAloneLeavesTheOtherToTheCatalogue) {
  const Entry entry = entry_of(R"("mutate_params": {"epochs": {"max": 12}})");
  EXPECT_EQ(entry.foreground.draw_overrides.at(0).range->low, 5);
  EXPECT_EQ(entry.foreground.draw_overrides.at(0).range->high, 12);
}

TEST(Draws, ProblemsNameTheirPlace) {
  const auto draw = [](const std::string& text) {
    return entry_problems(R"("mutate": ["all"], "draw": {"learning_rate": {)" + text + "}}");
  };
  const std::string at = "a.json:1: experiments[0].draw.learning_rate";
  EXPECT_THAT(draw(R"("range": [1, 0.1])"),
              ElementsAre(at + ".range[0]: the lower end must not be greater than the upper end"));
  EXPECT_THAT(
      draw(R"("min": 0)"),
      ElementsAre(at + ": a log_uniform range must lie above 0 (raise the lower end, or use "
                       "\"uniform\")"));
  EXPECT_THAT(draw(R"("distribution": "log")"),
              ElementsAre(HasSubstr(".distribution: unknown distribution \"log\"")));
  EXPECT_THAT(draw(R"("values": [0.1, 0.10])"),
              ElementsAre(at + ".values[1]: 0.1 stands twice (keep one of them)"));
  EXPECT_THAT(draw(R"("values": [])"), ElementsAre(at + ".values: must hold at least one value"));
  EXPECT_THAT(draw(R"("values": [0.1], "range": [0.1, 1])"),
              ElementsAre(at + ".range: \"range\" has no effect beside \"values\" (keep one of "
                               "them)"));
  EXPECT_THAT(draw(R"("step": 2)"), ElementsAre(at + ".step: unknown key"));
  EXPECT_THAT(draw(R"("levels": 3)"),
              ElementsAre(HasSubstr("\"levels\" have an effect in a grid only")));
  EXPECT_THAT(entry_problems(R"("mutate": ["epochs"], "draw": {"learning_rate": {"min": 0.1}})"),
              ElementsAre(at + ": \"learning_rate\" is not mutated (name it in \"mutate\")"));
  EXPECT_THAT(entry_problems(R"("draw": {"optimizer": {"range": [0, 1]}})"),
              ElementsAre("a.json:1: experiments[0].draw.optimizer.range[0]: \"optimizer\" is no "
                          "number: it cannot have a range (write \"values\")"));
  EXPECT_THAT(entry_problems(R"("mode": "default", "draw": {"epochs": {"max": 9}})"),
              ElementsAre(HasSubstr("\"draw\" has no effect in mode \"default\"")));
}

std::vector<std::string> choosy_problems(const std::string& keys) {
  return problems_of(with_entry(R"({"repo": "choosy", "model": "default", )" + keys + "}"));
}

TEST(Draws, WhatSaysHowARangeIsDrawnNeedsOne) {
  const auto draw = [](const std::string& text) {
    return choosy_problems(R"("search": "grid", "draw": {)" + text + "}");
  };
  const std::string at = "a.json:1: experiments[0].draw.";
  EXPECT_THAT(draw(R"("optimizer": {"distribution": "log_uniform"})"),
              ElementsAre(at + "optimizer.distribution: \"distribution\" has no effect: "
                               "\"optimizer\" has no range (write \"values\")"));
  EXPECT_THAT(draw(R"("optimizer": {"levels": 2})"),
              ElementsAre(at + "optimizer.levels: \"levels\" has no effect: \"optimizer\" has no "
                               "range (write \"values\")"));
  EXPECT_THAT(draw(R"("batch": {"levels": 2})"),
              ElementsAre(at + "batch.levels: \"levels\" has no effect: \"batch\" has no range "
                               "(give it a \"range\")"));
  EXPECT_THAT(draw(R"("batch": {"levels": 2, "range": [8, 64]})"), IsEmpty());
}

TEST(Draws, TextsWithChoicesAreGivenAndDrawnAsOneOfThem) {
  const std::string problem = ": \"optimizer\" has no choice \"sdg\" (did you mean \"sgd\"?)";
  EXPECT_THAT(choosy_problems(R"("hyperparameters": {"optimizer": "sdg", "batch": 7})"),
              ElementsAre("a.json:1: experiments[0].hyperparameters.optimizer" + problem));
  EXPECT_THAT(choosy_problems(R"("draw": {"optimizer": {"values": ["adam", "sdg"]}})"),
              ElementsAre("a.json:1: experiments[0].draw.optimizer.values[1]" + problem));
  EXPECT_THAT(choosy_problems(R"("draw": {"batch": {"values": [8, 64]}})"), IsEmpty());
}

TEST(Draws, SearchOrderAndRepeatAreWords) {
  EXPECT_EQ(entry_of(R"("search": "sobol", "repeat": 3)").search, Search::sobol);
  EXPECT_EQ(entry_of(R"("search": "latin_hypercube", "repeat": 3)").repeat, 3);
  EXPECT_THAT(entry_problems(R"("search": "sobel")"),
              ElementsAre("a.json:1: experiments[0].search: unknown search \"sobel\" (did you mean "
                          "\"sobol\"?)"));
  EXPECT_THAT(entry_problems(R"("repeat": 0)"),
              ElementsAre(HasSubstr("must be a whole number from 1")));
  const auto settings = settings_of(R"({"order": "interleaved", "repeat": 2, "experiments": [
    {"repo": "VulBERTa", "model": "mlp"}]})");
  ASSERT_TRUE(settings.value);
  EXPECT_EQ(settings.value->order, Order::interleaved);
  EXPECT_EQ(settings.value->repeat, 2);
  EXPECT_THAT(problems_of(R"({"order": "random", "experiments": [
{"repo": "VulBERTa", "model": "mlp"}]})"),
              ElementsAre("a.json:1: order: unknown order \"random\" (known: as-written, shuffled, "
                          "interleaved)"));
}

}  // namespace
}  // namespace mutation
