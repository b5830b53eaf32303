#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

std::vector<std::string> catalogue_problems(std::string_view text) {
  return to_lines(read_catalogue(text, "c.json").problems);
}

// A catalogue with one repo whose only hyperparameter is this.
std::string with_hyperparameter(const std::string& spec) {
  return R"({"models": {"r": {"path": "p", "train_script": "./t", "models": ["m"],
"supported_hyperparams": {"lr": )" +
         spec + "}}}}";
}

std::string with_repo_keys(const std::string& keys) {
  return R"({"models": {"r": {"path": "p", "train_script": "./t", "models": ["m"],
)" + keys +
         "}}}";
}

constexpr std::string_view kWhole = R"json({
  "version": "4.7", "_history": ["x"],
  "models": {
    "_about": "people write here",
    "bug-localization": {
      "path": "repos/bug", "train_script": "./train.sh", "models": ["default"],
      "supported_hyperparams": {
        "max_iter": {"flag": "--max_iter", "type": "int", "default": 10000,
                     "range": [1000, 20000], "distribution": "log_uniform"},
        "alpha": {"flag": "--alpha", "type": "float", "default": 0.00001,
                  "range": [0.000005, 0.00002], "zero_probability": 0.3},
        "solver": {"flag": "--solver", "type": "str", "default": 7},
        "seed": {"flag": "--seed", "type": "int", "default": null, "range": [0, 9999]}
      },
      "performance_metrics": {"log_patterns": {
        "accuracy": "(?:Accuracy|准确率)[:\\s()]+([0-9.]+)",
                           "top1" : "Top-\\s*1(?!\\d)\\s*:\\s*([0-9.]+)"
}
}
, "model_flag" : "-n",
                 "required_args" : {"dataset" : "-d d2a", "z" : "--quiet"},
                                   "environment" : {"OMP_NUM_THREADS" : "2", "_X" : ""},
                                                   "ready_pattern" : "Epoch 1/\\d+.*step",
                                                                     "note" : "for people"
}
}
})json";

TEST(Catalogue, ReadsEveryKeyInTheOrderOfTheFile) {
  const auto outcome = read_catalogue(kWhole, "c.json");
  ASSERT_THAT(to_lines(outcome.problems), IsEmpty());
  EXPECT_EQ(outcome.value->file, "c.json");
  ASSERT_EQ(outcome.value->repos.size(), 1u);
  const RepoSpec& repo = outcome.value->repos[0];
  EXPECT_EQ(repo.name, "bug-localization");
  EXPECT_EQ(repo.path, "repos/bug");
  EXPECT_EQ(repo.train_script, "./train.sh");
  EXPECT_THAT(repo.models, ElementsAre("default"));
  EXPECT_EQ(repo.model_flag, "-n");
  EXPECT_THAT(repo.required_args, ElementsAre(Pair("dataset", "-d d2a"), Pair("z", "--quiet")));
  EXPECT_THAT(repo.environment, ElementsAre(Pair("OMP_NUM_THREADS", "2"), Pair("_X", "")));
  EXPECT_EQ(repo.ready_pattern, "Epoch 1/\\d+.*step");
  EXPECT_EQ(repo.note, "for people");
  ASSERT_EQ(repo.metrics.size(), 2u);
  EXPECT_EQ(repo.metrics[0].name, "accuracy");
  EXPECT_EQ(repo.metrics[0].pattern, "(?:Accuracy|准确率)[:\\s()]+([0-9.]+)");
}

TEST(Catalogue, HyperparametersKeepTypesDefaultsAndRanges) {
  const auto outcome = read_catalogue(kWhole, "c.json");
  ASSERT_TRUE(outcome.value);
  const auto& specs = outcome.value->repos[0].hyperparameters;
  ASSERT_EQ(specs.size(), 4u);
  EXPECT_EQ(specs[0].name, "max_iter");
  EXPECT_EQ(specs[0].type, HyperparameterType::integer);
  EXPECT_EQ(specs[0].default_value, Value(std::int64_t{10000}));
  EXPECT_EQ(specs[0].range->high, 20000);
  EXPECT_EQ(specs[0].distribution, Distribution::log_uniform);
  EXPECT_EQ(specs[1].default_value, Value(1e-05));
  EXPECT_EQ(specs[1].distribution, Distribution::uniform);
  EXPECT_EQ(specs[1].zero_probability, 0.3);
  EXPECT_EQ(specs[2].default_value, Value(std::string("7")));
  EXPECT_FALSE(specs[2].range);
  EXPECT_EQ(specs[3].flag, "--seed");
  EXPECT_FALSE(specs[3].default_value) << "null: the script's own default";
}

TEST(Catalogue, ADefaultOutsideTheRangeIsFine) {
  EXPECT_THAT(catalogue_problems(with_hyperparameter(
                  R"({"flag": "-l", "type": "float", "default": 0, "range": [1e-5, 1e-3]})")),
              IsEmpty());
}

TEST(Catalogue, ARepoNeedsPathScriptAndModels) {
  EXPECT_THAT(catalogue_problems("{\"models\": {\n\"r\": {}}}"),
              ElementsAre("c.json:2: models.r: \"path\" is missing",
                          "c.json:2: models.r: \"train_script\" is missing",
                          "c.json:2: models.r: \"models\" is missing (a repo with one model only "
                          "has [\"default\"])"));
  EXPECT_THAT(
      catalogue_problems(R"({"models": {"r": {"path": "", "train_script": 5, "models": []}}})"),
      ElementsAre("c.json:1: models.r.path: must not be empty",
                  "c.json:1: models.r.train_script: must be a text, but is the number 5",
                  "c.json:1: models.r.models: must name at least one model (a repo with one "
                  "model only has [\"default\"])"));
}

TEST(Catalogue, WithoutReposItIsNoCatalogue) {
  EXPECT_THAT(catalogue_problems("{}"), ElementsAre("c.json:1: \"models\" is missing"));
  EXPECT_THAT(catalogue_problems("{\"models\": {}}"),
              ElementsAre("c.json:1: models: must hold at least one repo"));
  EXPECT_THAT(catalogue_problems("[]"),
              ElementsAre("c.json:1: must be an object { … }, but is an empty array"));
}

TEST(Catalogue, UnknownKeysAreProblemsWithSuggestions) {
  EXPECT_THAT(
      catalogue_problems(with_repo_keys(R"("model_flags": "-n", "gpu": 1)")),
      ElementsAre("c.json:2: models.r.model_flags: unknown key (did you mean \"model_flag\"?)",
                  "c.json:2: models.r.gpu: unknown key"));
  EXPECT_THAT(
      catalogue_problems(with_hyperparameter(R"({"flag": "-l", "type": "int", "defualt": 1})")),
      ElementsAre("c.json:2: models.r.supported_hyperparams.lr.defualt: unknown key (did you "
                  "mean \"default\"?)"));
}

TEST(Catalogue, TypesAndDistributionsAreCheckedAgainstTheirLists) {
  EXPECT_THAT(
      catalogue_problems(with_hyperparameter(R"({"flag": "-l", "type": "flaot"})")),
      ElementsAre(
          "c.json:2: models.r.supported_hyperparams.lr.type: unknown type \"flaot\" (did you "
          "mean \"float\"?)"));
  EXPECT_THAT(
      catalogue_problems(
          with_hyperparameter(R"({"flag": "-l", "type": "int", "distribution": "normal"})")),
      ElementsAre("c.json:2: models.r.supported_hyperparams.lr.distribution: unknown distribution "
                  "\"normal\" (known: uniform, log_uniform)"));
  EXPECT_THAT(catalogue_problems(with_hyperparameter(R"({"flag": "-l"})")),
              ElementsAre("c.json:2: models.r.supported_hyperparams.lr: \"type\" is missing "
                          "(\"int\", \"float\", \"str\", \"bool\" or \"choice\")"));
}

TEST(Catalogue, RangesMustHoldSomethingToDraw) {
  const std::string at = "c.json:2: models.r.supported_hyperparams.lr.range: ";
  const auto range = [](const std::string& keys) {
    return catalogue_problems(with_hyperparameter(R"({"flag": "-l", )" + keys + "}"));
  };
  EXPECT_THAT(range(R"("type": "int", "range": [5, 5])"),
              ElementsAre(at + "the lower end must be less than the upper end"));
  EXPECT_THAT(range(R"("type": "float", "range": [0.2, 0.1])"),
              ElementsAre(at + "the lower end must be less than the upper end"));
  EXPECT_THAT(range(R"("type": "float", "range": [0.0, 0.1], "distribution": "log_uniform")"),
              ElementsAre(at + "a log_uniform range must lie above 0 (raise the lower end, or use "
                               "\"uniform\")"));
  EXPECT_THAT(
      range(R"("type": "str", "range": [1, 2])"),
      ElementsAre(at +
                  "a text hyperparameter cannot have a range (list its values in \"choices\")"));
  EXPECT_THAT(range(R"("type": "float", "range": [1, 2, 3])"),
              ElementsAre(at + "must be [low, high], but is an array"));
  EXPECT_THAT(range(R"("type": "int", "range": [1.5, 3])"),
              ElementsAre("c.json:2: models.r.supported_hyperparams.lr.range[0]: must be a whole "
                          "number, but is the number 1.5"));
  EXPECT_THAT(range(R"("type": "int", "range": [0, 9223372036854775807])"),
              ElementsAre("c.json:2: models.r.supported_hyperparams.lr.range[1]: must be a whole "
                          "number from -9007199254740992 to 9007199254740992, but is the number "
                          "9223372036854775807"));
}

TEST(Catalogue, DefaultsMustHaveTheirType) {
  const std::string at = "c.json:2: models.r.supported_hyperparams.lr.default: ";
  const auto problems = [](const std::string& keys) {
    return catalogue_problems(with_hyperparameter(R"({"flag": "-l", )" + keys + "}"));
  };
  EXPECT_THAT(problems(R"("type": "int", "default": 1.5)"),
              ElementsAre(at + "must be a whole number, but is the number 1.5"));
  EXPECT_THAT(problems(R"("type": "float", "default": "0.1")"),
              ElementsAre(at + "must be a number, but is the text \"0.1\""));
  EXPECT_THAT(problems(R"("type": "float", "default": true)"),
              ElementsAre(at + "must be a number, but is true"));
  EXPECT_THAT(problems(R"("type": "str", "default": [])"),
              ElementsAre(at + "must be a text or a number, but is an empty array"));
  EXPECT_THAT(problems(R"("type": "int", "default": 20.0)"), IsEmpty());
}

TEST(Catalogue, ZeroProbabilityIsAProbability) {
  EXPECT_THAT(catalogue_problems(with_hyperparameter(
                  R"({"flag": "-l", "type": "float", "zero_probability": 1.5})")),
              ElementsAre("c.json:2: models.r.supported_hyperparams.lr.zero_probability: must be a "
                          "number from 0 to 1, but is the number 1.5"));
}

TEST(Catalogue, FlagsAreOneWordAndUnique) {
  EXPECT_THAT(catalogue_problems(with_hyperparameter(R"({"flag": "", "type": "int"})")),
              ElementsAre("c.json:2: models.r.supported_hyperparams.lr.flag: must be one word such "
                          "as \"--lr\", but is \"\""));
  EXPECT_THAT(catalogue_problems(with_repo_keys(R"("model_flag": "-n", "supported_hyperparams": {
"a": {"flag": "-x", "type": "int"},
"b": {"flag": "-x", "type": "int"},
"c": {"flag": "-n", "type": "int"},
"d": {"type": "int"}})")),
              ElementsAre("c.json:4: models.r.supported_hyperparams.b.flag: \"a\" has the flag "
                          "\"-x\" too",
                          "c.json:5: models.r.supported_hyperparams.c.flag: \"model_flag\" has the "
                          "flag \"-n\" too",
                          "c.json:6: models.r.supported_hyperparams.d: \"flag\" is missing"));
}

TEST(Catalogue, PatternsMustBeUsable) {
  EXPECT_THAT(
      catalogue_problems(
          with_repo_keys(R"("performance_metrics": {"log_patterns": {"acc": "acc: ([0-9.]+"}})")),
      ElementsAre(StartsWith("c.json:2: models.r.performance_metrics.log_patterns.acc: is no "
                             "usable regular expression: ")));
  EXPECT_THAT(catalogue_problems(with_repo_keys(R"("ready_pattern": "*")")),
              ElementsAre(StartsWith("c.json:2: models.r.ready_pattern: is no usable regular "
                                     "expression: ")));
}

TEST(Catalogue, EnvironmentHoldsTextsThatTheProgramDoesNotSet) {
  EXPECT_THAT(catalogue_problems(with_repo_keys(
                  R"("environment": {"A": 2, "B=": "x", "CUDA_VISIBLE_DEVICES": "1"})")),
              ElementsAre("c.json:2: models.r.environment.A: must be a text, but is the number 2 "
                          "(write \"2\")",
                          "c.json:2: models.r.environment[\"B=\"]: is no name of an environment "
                          "variable",
                          "c.json:2: models.r.environment.CUDA_VISIBLE_DEVICES: is set for every "
                          "training by the program itself (choose the GPUs with \"devices\")"));
}

TEST(Catalogue, NamesThatCannotNameAFolderAreRefused) {
  EXPECT_THAT(
      catalogue_problems(
          R"({"models": {"../x": {"path": "p", "train_script": "t", "models": ["m", "m"]}}})"),
      ElementsAre("c.json:1: models[\"../x\"]: a repo cannot have this name (folders of runs "
                  "are named after it: no /, no leading dot)",
                  "c.json:1: models[\"../x\"].models[1]: \"m\" stands twice (keep one of "
                  "them)"));
}

TEST(Catalogue, MetricsMayBeRequiredAndBounded) {
  const auto outcome = read_catalogue(
      with_repo_keys(R"("performance_metrics": {"log_patterns": {"accuracy": "a", "loss": "l"},
        "required": ["accuracy"], "bounds": {"accuracy": [0, 1]}},
        "success_patterns": ["done"], "error_patterns": ["NaN loss"])"),
      "c.json");
  ASSERT_THAT(to_lines(outcome.problems), IsEmpty());
  const RepoSpec& repo = outcome.value->repos[0];
  EXPECT_TRUE(repo.metrics[0].required);
  ASSERT_TRUE(repo.metrics[0].bounds);
  EXPECT_EQ(repo.metrics[0].bounds->high, 1);
  EXPECT_FALSE(repo.metrics[1].required || repo.metrics[1].bounds);
  EXPECT_THAT(repo.log_patterns.success, ElementsAre("done"));
  EXPECT_THAT(repo.log_patterns.error, ElementsAre("NaN loss"));
}

TEST(Catalogue, RequiredAndBoundsNameMetricsThatThereAre) {
  EXPECT_THAT(catalogue_problems(with_repo_keys(
                  R"("performance_metrics": {"log_patterns": {"accuracy": "a"},
"required": ["acuracy"],
"bounds": {"accuracy": [1, 0], "loss": [0, 1]}},
"error_patterns": ["("])")),
              ElementsAre(testing::HasSubstr("has no metric \"acuracy\""),
                          testing::HasSubstr("the lowest is above the highest"),
                          testing::HasSubstr("has no metric \"loss\""),
                          testing::HasSubstr("is no usable regular expression")));
}

}  // namespace
}  // namespace mutation
