// Hyperparameters of other kinds than a number in a range, and what a repo says of its runs.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A catalogue with one repo of the models "small" and "large", and these keys in lines 2 and on.
std::string with_repo_keys(const std::string& keys) {
  return R"({"models": {"r": {"path": "p", "train_script": "./t", "models": ["small", "large"],
)" + keys +
         "}}}";
}

std::string with_hyperparameters(const std::string& specs) {
  return with_repo_keys(R"("supported_hyperparams": {)" + specs + "}");
}

RepoSpec repo_of(const std::string& text) {
  auto outcome = read_catalogue(text, "c.json");
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return outcome.value ? outcome.value->repos.at(0) : RepoSpec{};
}

std::vector<std::string> problems_with(const std::string& text) {
  return to_lines(read_catalogue(text, "c.json").problems);
}

const std::string kAt = "c.json:2: models.r.supported_hyperparams.";

TEST(CatalogueKinds, ABooleanIsDrawnFromBothItsValues) {
  const RepoSpec repo = repo_of(with_hyperparameters(
      R"("amp": {"flag": "--amp", "type": "bool", "default": false, "false_flag": "--no-amp"})"));
  const HyperparameterSpec& amp = repo.hyperparameters.at(0);
  EXPECT_EQ(amp.type, HyperparameterType::boolean);
  EXPECT_EQ(amp.default_value, Value(false));
  EXPECT_EQ(amp.false_flag, "--no-amp");
  EXPECT_THAT(amp.choices, ElementsAre(Value(false), Value(true)));
  EXPECT_TRUE(can_be_drawn(amp));
}

TEST(CatalogueKinds, ABooleanHasNoOtherSpace) {
  EXPECT_THAT(
      problems_with(with_hyperparameters(
          R"("amp": {"flag": "--amp", "type": "bool", "range": [0, 1], "choices": [true, false], "default": 1})")),
      ElementsAre(
          kAt + "amp.default: must be true or false, but is the number 1",
          kAt + "amp.range: has no effect: a boolean is drawn from true and false (remove it)",
          kAt + "amp.choices: has no effect: a boolean is drawn from true and false (remove it)"));
  EXPECT_THAT(
      problems_with(with_hyperparameters(
          R"("a": {"flag": "-a", "type": "bool", "false_flag": "-n"}, "b": {"flag": "-n", "type": "int", "false_flag": "-z"})")),
      ElementsAre(kAt + "b.false_flag: only a boolean (\"type\": \"bool\") has it (remove it)",
                  kAt + "b.flag: \"a\" has the flag \"-n\" too"));
}

// Where false passes nothing, it is what the train script does by itself.
TEST(CatalogueKinds, ABooleanWithoutAFalseFlagIsFalseByDefault) {
  const auto with_keys = [](const std::string& keys) {
    return problems_with(
        with_hyperparameters(R"("amp": {"flag": "--amp", "type": "bool")" + keys + "}"));
  };
  const std::string problem =
      ": without a \"false_flag\" false passes nothing, so the default must be false (give it a "
      "\"false_flag\", or \"default\": false)";
  EXPECT_THAT(with_keys(R"(, "default": true)"), ElementsAre(kAt + "amp.default" + problem));
  EXPECT_THAT(with_keys(R"(, "default": null)"), ElementsAre(kAt + "amp.default" + problem));
  EXPECT_THAT(with_keys(""), ElementsAre(kAt + "amp" + problem));
  EXPECT_THAT(with_keys(R"(, "default": false, "models": {"large": {"default": true}})"),
              ElementsAre(kAt + "amp.models.large.default" + problem));
  EXPECT_THAT(with_keys(R"(, "default": false)"), IsEmpty());
  EXPECT_THAT(with_keys(R"(, "default": true, "false_flag": "--no-amp")"), IsEmpty());
}

TEST(CatalogueKinds, ChoicesHaveTheDeclaredType) {
  const RepoSpec repo = repo_of(with_hyperparameters(
      R"("optimizer": {"flag": "--opt", "type": "str", "choices": ["sgd", "adam"], "default": "sgd"},
         "rate": {"flag": "--lr", "type": "float", "choices": [1, 0.5]})"));
  EXPECT_THAT(repo.hyperparameters.at(0).choices,
              ElementsAre(Value(std::string("sgd")), Value(std::string("adam"))));
  EXPECT_THAT(repo.hyperparameters.at(1).choices, ElementsAre(Value(1.0), Value(0.5)));
}

TEST(CatalogueKinds, TheTypeChoiceIsToldByTheValues) {
  const RepoSpec repo = repo_of(with_hyperparameters(
      R"("a": {"flag": "-a", "type": "choice", "choices": [16, 32]},
         "b": {"flag": "-b", "type": "choice", "choices": [1.0, 0.5]},
         "c": {"flag": "-c", "type": "choice", "choices": ["auto", 4], "default": "auto"})"));
  EXPECT_EQ(repo.hyperparameters.at(0).type, HyperparameterType::integer);
  EXPECT_EQ(repo.hyperparameters.at(1).type, HyperparameterType::real);
  EXPECT_EQ(repo.hyperparameters.at(2).type, HyperparameterType::text);
  EXPECT_THAT(repo.hyperparameters.at(2).choices,
              ElementsAre(Value(std::string("auto")), Value(std::string("4"))));
  EXPECT_THAT(problems_with(with_hyperparameters(R"("a": {"flag": "-a", "type": "choice"})")),
              ElementsAre(kAt + "a: \"choices\" is missing (\"type\": \"choice\" is drawn from "
                                "them)"));
}

TEST(CatalogueKinds, MixedNumbersOfTheTypeChoiceKeepTheirForm) {
  const RepoSpec repo = repo_of(with_hyperparameters(
      R"("o": {"flag": "-o", "type": "choice", "choices": [1, 2.5], "default": 1})"));
  EXPECT_EQ(repo.hyperparameters.at(0).type, HyperparameterType::text);
  EXPECT_THAT(repo.hyperparameters.at(0).choices,
              ElementsAre(Value(std::string("1")), Value(std::string("2.5"))));
  EXPECT_EQ(repo.hyperparameters.at(0).default_value, Value(std::string("1")));
}

TEST(CatalogueKinds, ADefaultIsOneOfTheChoicesOfATextButNotOfANumber) {
  const auto with_keys = [](const std::string& keys) {
    return problems_with(with_hyperparameters(R"("opt": {"flag": "--opt", )" + keys + "}"));
  };
  const std::string problem = ": \"opt\" has no choice \"sdg\" (did you mean \"sgd\"?)";
  EXPECT_THAT(with_keys(R"("type": "str", "choices": ["sgd", "adam"], "default": "sdg")"),
              ElementsAre(kAt + "opt.default" + problem));
  EXPECT_THAT(
      with_keys(R"("type": "choice", "choices": ["sgd", "adam"],
                           "models": {"large": {"default": "sdg"}})"),
      ElementsAre("c.json:3: models.r.supported_hyperparams.opt.models.large.default" + problem));
  EXPECT_THAT(with_keys(R"("type": "int", "choices": [16, 32], "default": 8)"), IsEmpty());
}

TEST(CatalogueKinds, ChoicesAreSeveralDifferentOnesAndNothingElse) {
  EXPECT_THAT(
      problems_with(with_hyperparameters(
          R"("a": {"flag": "-a", "type": "int", "choices": [8, 8.0], "range": [1, 2], "zero_probability": 0.1})")),
      ElementsAre(kAt + "a.choices[1]: 8 stands twice (keep one of them)",
                  kAt + "a.range: has no effect: it is drawn from \"choices\" (remove it)",
                  kAt + "a.zero_probability: has no effect: it is drawn from \"choices\" (remove "
                        "it)"));
  EXPECT_THAT(problems_with(
                  with_hyperparameters(R"("a": {"flag": "-a", "type": "str", "choices": ["x"]})")),
              ElementsAre(kAt + "a.choices: must hold at least two values to draw from"));
}

TEST(CatalogueKinds, ModelsMayHaveDefaultsAndRangesOfTheirOwn) {
  const RepoSpec repo = repo_of(with_hyperparameters(
      R"("lr": {"flag": "--lr", "type": "float", "default": 0.05, "range": [0.01, 0.1],
                "models": {"_why": "x", "large": {"default": 0.02, "range": [0.01, 0.03]}}})"));
  EXPECT_EQ(hyperparameters_for(repo, "small").at(0).default_value, Value(0.05));
  EXPECT_EQ(hyperparameters_for(repo, "large").at(0).default_value, Value(0.02));
  EXPECT_EQ(hyperparameters_for(repo, "large").at(0).range->high, 0.03);
  EXPECT_EQ(default_for(repo.hyperparameters[0], "large"), Value(0.02));
  EXPECT_EQ(default_for(repo.hyperparameters[0], "small"), Value(0.05));
}

TEST(CatalogueKinds, OverridesNameModelsAndHoldOnlyWhatMayDiffer) {
  EXPECT_THAT(
      problems_with(with_hyperparameters(
          R"("lr": {"flag": "--lr", "type": "float", "models": {"lage": {}, "large": {"range": [2, 1], "flag": "-x"}, "small": 3}})")),
      ElementsAre(
          kAt + "lr.models.lage: the repo has no model \"lage\" (did you mean \"large\"?)",
          kAt + "lr.models.large.range: the lower end must be less than the upper end",
          kAt + "lr.models.large.flag: unknown key",
          kAt + "lr.models.small: must be {\"default\": …, \"range\": [low, high]}, but is the "
                "number 3"));
}

constexpr std::string_view kOptimizer =
    R"("opt": {"flag": "--opt", "type": "str", "choices": ["sgd", "adam"], "default": "sgd"},)";

TEST(CatalogueKinds, AConditionSaysWhenAHyperparameterCounts) {
  const RepoSpec repo =
      repo_of(with_hyperparameters(std::string(kOptimizer) +
                                   R"("momentum": {"flag": "--mom", "type": "float", "default": 0.9,
           "range": [0, 1], "when": {"opt": ["sgd"]}})"));
  const Condition& condition = repo.hyperparameters.at(1).conditions.at(0);
  EXPECT_EQ(condition.name, "opt");
  EXPECT_THAT(condition.values, ElementsAre(Value(std::string("sgd"))));
}

TEST(CatalogueKinds, ConditionsNameWhatThereIs) {
  const auto with_when = [](const std::string& when) {
    return problems_with(
        with_hyperparameters(std::string(kOptimizer) +
                             R"("free": {"flag": "-f", "type": "int"}, "m": {"flag": "-m",
                             "type": "float", "when": )" +
                             when + "}"));
  };
  const std::string at = "c.json:3: models.r.supported_hyperparams.m.when";
  EXPECT_THAT(with_when(R"({"op": ["sgd"]})"),
              ElementsAre(at + ".op: there is no hyperparameter \"op\" (did you mean \"opt\"?)"));
  EXPECT_THAT(with_when(R"({"m": [1]})"),
              ElementsAre(at + ".m: a hyperparameter cannot depend on itself"));
  EXPECT_THAT(with_when(R"({"opt": "sgd"})"),
              ElementsAre(at + ".opt: must be an array, but is the text \"sgd\" (write "
                               "[\"sgd\"])"));
  EXPECT_THAT(with_when(R"({"opt": ["adma"]})"),
              ElementsAre(at + ".opt[0]: \"opt\" has no choice \"adma\" (did you mean \"adam\"?)"));
  EXPECT_THAT(with_when(R"({"opt": []})"), ElementsAre(HasSubstr("must name at least one value")));
  EXPECT_THAT(with_when(R"({"free": [1]})"),
              ElementsAre(at + ".free: \"free\" has no default: whether this counts could not be "
                               "told where it is not passed (give it a \"default\")"));
}

TEST(CatalogueKinds, ConditionsThatDependOnEachOtherAreToldOnce) {
  EXPECT_THAT(
      problems_with(with_hyperparameters(R"(
"a": {"flag": "-a", "type": "int", "default": 1, "when": {"b": [1]}},
"b": {"flag": "-b", "type": "int", "default": 1, "when": {"c": [1]}},
"c": {"flag": "-c", "type": "int", "default": 1, "when": {"a": [1]}},
"d": {"flag": "-d", "type": "int", "default": 1, "when": {"a": [1]}})")),
      ElementsAre("c.json:3: models.r.supported_hyperparams.a.when: conditions that depend on each "
                  "other: a -> b -> c -> a (remove one of them)"));
}

TEST(CatalogueKinds, ARepoMayHaveATimeoutAndACopyOfItsFolder) {
  const RepoSpec repo = repo_of(with_repo_keys(
      R"("timeout": 7200, "working_directory": "copy", "copy_links": ["data/", "a/../b"],
         "copy_excludes": [".git"])"));
  EXPECT_EQ(repo.timeout, Seconds(7200));
  EXPECT_TRUE(repo.copy_directory);
  EXPECT_THAT(repo.copy_rules.linked, ElementsAre("data", "b"));
  EXPECT_THAT(repo.copy_rules.left_out, ElementsAre(".git"));
  EXPECT_FALSE(repo_of(with_repo_keys(R"("working_directory": "shared")")).copy_directory);
}

TEST(CatalogueKinds, WhatACopyIsMadeOfLiesWithinTheFolder) {
  const std::string at = "c.json:2: models.r.";
  EXPECT_THAT(problems_with(with_repo_keys(R"("working_directory": "copyy", "timeout": 0)")),
              ElementsAre(HasSubstr("timeout: must be a number from 0.001"),
                          at + "working_directory: unknown working_directory \"copyy\" (did you "
                               "mean \"copy\"?)"));
  EXPECT_THAT(problems_with(with_repo_keys(
                  R"("working_directory": "copy", "copy_links": ["/data", "../x", "a/.."])")),
              ElementsAre(HasSubstr("copy_links[0]: must be a path within the repo's folder"),
                          HasSubstr("copy_links[1]: must be a path within"),
                          HasSubstr("copy_links[2]: must be a path within")));
  EXPECT_THAT(problems_with(with_repo_keys(R"("copy_links": ["data"])")),
              ElementsAre(at + "copy_links: has no effect: the repo's folder is not copied (write "
                               "\"working_directory\": \"copy\")"));
}

TEST(CatalogueKinds, MetricsMaySayWhichWayIsBetter) {
  const RepoSpec repo = repo_of(with_repo_keys(
      R"("performance_metrics": {"log_patterns": {"accuracy": "a", "loss": "l", "x": "x"},
         "directions": {"accuracy": "higher", "loss": "lower"}})"));
  EXPECT_EQ(repo.metrics.at(0).better, Direction::higher);
  EXPECT_EQ(repo.metrics.at(1).better, Direction::lower);
  EXPECT_FALSE(repo.metrics.at(2).better);
  EXPECT_THAT(
      problems_with(with_repo_keys(
          R"("performance_metrics": {"log_patterns": {"a": "a"}, "directions": {"a": "up", "b": "lower"}})")),
      ElementsAre(HasSubstr("directions.a: unknown direction \"up\" (known: higher, lower)"),
                  HasSubstr("\"log_patterns\" has no metric \"b\"")));
}

}  // namespace
}  // namespace mutation
