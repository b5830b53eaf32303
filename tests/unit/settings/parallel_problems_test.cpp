// Parallel entries that are wrong: what exactly the user is told.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// Of a parallel entry with these keys besides the foreground's repo and model.
std::vector<std::string> parallel_problems(const std::string& foreground,
                                           const std::string& background,
                                           const std::string& entry = "") {
  return problems_of(with_entry(R"({"mode": "parallel", )" + entry + R"(
"foreground": {)" + foreground + R"(},
"background": {)" + background + "}}"));
}

constexpr const char* kResnet = R"("repo": "resnet", "model": "resnet20")";
constexpr const char* kMlp = R"("repo": "VulBERTa", "model": "mlp")";

TEST(ParallelProblems, KeysOfTheEntryDoNotBelongInABlock) {
  EXPECT_THAT(
      parallel_problems(std::string(kResnet) + R"(, "cooling_seconds": 5)", kMlp),
      ElementsAre("a.json:2: experiments[0].foreground.cooling_seconds: is a key of the entry or "
                  "the top level (move it there)"));
}

TEST(ParallelProblems, ParallelEntriesNeedBothBlocks) {
  EXPECT_THAT(
      problems_of(R"({"mode": "parallel", "experiments": [
{"repo": "resnet", "model": "resnet20"}]})"),
      ElementsAre("a.json:2: experiments[0]: \"foreground\" is missing (a parallel entry has "
                  "\"foreground\" and \"background\")",
                  "a.json:2: experiments[0]: \"background\" is missing (a parallel entry has "
                  "\"foreground\" and \"background\")"));
  EXPECT_THAT(parallel_problems("", ""),
              ElementsAre("a.json:2: experiments[0].foreground: \"repo\" is missing",
                          "a.json:2: experiments[0].foreground: \"model\" is missing",
                          "a.json:3: experiments[0].background: \"repo\" is missing",
                          "a.json:3: experiments[0].background: \"model\" is missing"));
}

TEST(ParallelProblems, TheEntrysPlaceholderDoesNotStandInForTheForegrounds) {
  EXPECT_THAT(parallel_problems("", kMlp, R"("repo": "placeholder", "model": "resnet20",)"),
              ElementsAre("a.json:2: experiments[0].foreground: \"repo\" is missing"));
}

TEST(ParallelProblems, AnEntryMustNotContradictItsForeground) {
  EXPECT_THAT(
      parallel_problems(kResnet, kMlp, R"("repo": "VulBERTa", "model": "resnet20",)"),
      ElementsAre("a.json:1: experiments[0].repo: \"VulBERTa\" differs from the foreground's "
                  "\"resnet\" (remove it: in a parallel entry the blocks count)"));
}

TEST(ParallelProblems, BackgroundsAreAlwaysFixed) {
  EXPECT_THAT(
      parallel_problems(kResnet, std::string(kMlp) + R"(,
"mode": "mutation", "mutate": ["epochs"], "runs_per_config": 2)"),
      ElementsAre("a.json:4: experiments[0].background.mode: a background always has fixed "
                  "hyperparameters (remove \"mode\", or write \"default\")",
                  "a.json:4: experiments[0].background.mutate: a background always has fixed "
                  "hyperparameters (remove it; fixed values stand in \"hyperparameters\")",
                  "a.json:4: experiments[0].background.runs_per_config: a background runs for as "
                  "long as its foreground (remove it)"));
  EXPECT_THAT(
      parallel_problems(kResnet, std::string(kMlp) + R"(, "hyperparameters": {"dropout": 0.1})"),
      ElementsAre("a.json:3: experiments[0].background.hyperparameters.dropout: \"VulBERTa\" "
                  "has no hyperparameter \"dropout\" (known: epochs; --skip-unsupported "
                  "leaves the hyperparameter out)"));
}

TEST(ParallelProblems, ForegroundsAreMutatedOrFixed) {
  EXPECT_THAT(
      parallel_problems(std::string(kResnet) + R"(, "mode": "parallel")", kMlp),
      ElementsAre("a.json:2: experiments[0].foreground.mode: a foreground is \"mutation\" or "
                  "\"default\" (\"parallel\" is the mode of the entry)"));
  EXPECT_THAT(
      parallel_problems(std::string(kResnet) + R"(, "runs_per_config": 0, "mutat": [])", kMlp),
      UnorderedElementsAre(
          "a.json:2: experiments[0].foreground.runs_per_config: must be a whole number from "
          "1 to 1000000, but is the number 0",
          "a.json:2: experiments[0].foreground.mutat: unknown key (did you mean "
          "\"mutate\"?)"));
}

TEST(ParallelProblems, TheParallelEntryItselfHasNoHyperparameters) {
  EXPECT_THAT(parallel_problems(kResnet, kMlp, R"("mutate": ["epochs"],)"),
              ElementsAre("a.json:1: experiments[0].mutate: \"mutate\" has no effect beside "
                          "\"foreground\" and \"background\" (move it into one of them)"));
}

}  // namespace
}  // namespace mutation
