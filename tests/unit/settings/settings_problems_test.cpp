// Settings files that are wrong: what exactly the user is told, and that everything is told at
// once.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Of an entry for resnet20 with these keys besides.
std::vector<std::string> entry_problems(const std::string& keys) {
  return problems_of(with_entry(R"({"repo": "resnet", "model": "resnet20", )" + keys + "}"));
}

// Of a file with these keys at the top and one good entry.
std::vector<std::string> top_problems(const std::string& keys) {
  return problems_of("{" + keys + R"(, "experiments": [{"repo": "VulBERTa", "model": "mlp"}]})");
}

TEST(SettingsProblems, AllOfThemComeAtOnceInTheOrderOfTheFile) {
  EXPECT_THAT(
      problems_of(R"({
  "governor": "preformance",
  "runs_per_config": 0,
  "experiments": [
    {
      "repo": "resnet",
      "model": "resnet2",
      "mutat": ["learning_rate"],
      "cooling_seconds": -1
    },
    {
      "repo": "Vulberta",
      "model": "mlp",
      "max_retries": "two"
    }
  ],
  "moed": "default",
  "governor": "performance"
})"),
      ElementsAre(
          "a.json:2: governor: unknown governor \"preformance\" (did you mean "
          "\"performance\"?)",
          "a.json:3: runs_per_config: must be a whole number from 1 to 1000000, but is the "
          "number 0",
          "a.json:7: experiments[0].model: \"resnet\" has no model \"resnet2\" (did you mean "
          "\"resnet20\"?; --skip-unsupported leaves the entry out)",
          "a.json:8: experiments[0].mutat: unknown key (did you mean \"mutate\"?)",
          "a.json:9: experiments[0].cooling_seconds: must be a number from 0 to 864000, but "
          "is the number -1",
          "a.json:12: experiments[1].repo: unknown repo \"Vulberta\" (did you mean "
          "\"VulBERTa\"?; --skip-unsupported leaves the entry out)",
          "a.json:14: experiments[1].max_retries: must be a whole number from 0 to 100, but "
          "is the text \"two\"",
          "a.json:17: moed: unknown key (did you mean \"mode\"?)",
          "a.json:18: governor: the key \"governor\" stands twice, in line 2 and in line 18 "
          "(keep one of them)"));
}

TEST(SettingsProblems, TheFileMustBeAnObjectWithExperiments) {
  EXPECT_THAT(problems_of("1"),
              ElementsAre("a.json:1: must be an object { … }, but is the number 1"));
  EXPECT_THAT(problems_of("{}"), ElementsAre("a.json:1: \"experiments\" is missing"));
  EXPECT_THAT(problems_of(R"({"experiments": []})"),
              ElementsAre("a.json:1: experiments: must hold at least one entry"));
  EXPECT_THAT(problems_of(R"({"experiments": {}})"),
              ElementsAre("a.json:1: experiments: must be an array, but is an empty object"));
  EXPECT_THAT(problems_of(R"({"experiments": [5]})"),
              ElementsAre("a.json:1: experiments[0]: must be an object, but is the number 5"));
  EXPECT_THAT(problems_of(R"({"experiments": [{"comment": "later"}]})"),
              ElementsAre("a.json:1: experiments: holds no entry that can be run"));
}

TEST(SettingsProblems, SkippingEverythingLeavesNothingToRun) {
  const auto outcome =
      settings_of(with_entry(R"({"repo": "gone", "model": "x"})"), {.skip_unsupported = true});
  EXPECT_FALSE(outcome.value);
  EXPECT_THAT(to_lines(outcome.problems),
              ElementsAre("a.json:1: experiments: holds no entry that can be run"));
}

TEST(SettingsProblems, NumbersHaveTypesAndBounds) {
  EXPECT_THAT(
      top_problems(R"("runs_per_config": 1.5)"),
      ElementsAre("a.json:1: runs_per_config: must be a whole number from 1 to 1000000, but "
                  "is the number 1.5"));
  EXPECT_THAT(
      top_problems(R"("runs_per_config": 1000001)"),
      ElementsAre("a.json:1: runs_per_config: must be a whole number from 1 to 1000000, but "
                  "is the number 1000001"));
  EXPECT_THAT(top_problems(R"("max_retries": 101)"),
              ElementsAre("a.json:1: max_retries: must be a whole number from 0 to 100, but is the "
                          "number 101"));
  EXPECT_THAT(top_problems(R"("timeout": 0)"),
              ElementsAre("a.json:1: timeout: must be a number from 0.001 to 864000, but is the "
                          "number 0"));
  EXPECT_THAT(
      top_problems(R"("cooling_seconds": 1e300)"),
      ElementsAre("a.json:1: cooling_seconds: must be a number from 0 to 864000, but is the "
                  "number 1e+300"));
  EXPECT_THAT(
      top_problems(R"("retry_sleep_seconds": "30")"),
      ElementsAre("a.json:1: retry_sleep_seconds: must be a number from 0 to 864000, but is "
                  "the text \"30\""));
  EXPECT_THAT(top_problems(R"("cooling_seconds": null)"),
              ElementsAre("a.json:1: cooling_seconds: must be a number from 0 to 864000, but is "
                          "null"));
}

TEST(SettingsProblems, AValueThatWasReportedIsNotReportedTwice) {
  EXPECT_THAT(top_problems(R"("max_retries": 99999999999999999999)"),
              ElementsAre("a.json:1: max_retries: the whole number \"99999999999999999999\" does "
                          "not fit 64 bits"));
}

TEST(SettingsProblems, UnknownWordsComeWithSuggestions) {
  EXPECT_THAT(top_problems(R"("mode": "paralel")"),
              ElementsAre("a.json:1: mode: unknown mode \"paralel\" (did you mean \"parallel\"?)"));
  EXPECT_THAT(top_problems(R"("mode": "turbo")"),
              ElementsAre("a.json:1: mode: unknown mode \"turbo\" (known: mutation, default, "
                          "parallel)"));
  EXPECT_THAT(top_problems(R"("governor": "turbo")"),
              ElementsAre("a.json:1: governor: unknown governor \"turbo\" (known: performance, "
                          "powersave, ondemand, conservative, schedutil, userspace)"));
  EXPECT_THAT(top_problems(R"("governor": null)"), IsEmpty());
}

TEST(SettingsProblems, AKeyThatOnlyBeginsLikeAKnownOneIsUnknownToo) {
  EXPECT_THAT(entry_problems(R"("mutate_these": ["epochs"])"),
              ElementsAre("a.json:1: experiments[0].mutate_these: unknown key (did you mean "
                          "\"mutate\"?)"));
}

TEST(SettingsProblems, KeysOnTheWrongLevelAreSentToTheirs) {
  EXPECT_THAT(top_problems(R"("mutate": ["all"])"),
              ElementsAre("a.json:1: mutate: is a key of an entry (move it into an element of "
                          "\"experiments\")"));
  EXPECT_THAT(entry_problems(R"("governor": "performance")"),
              ElementsAre("a.json:1: experiments[0].governor: is a key of the top level (move it "
                          "there)"));
}

TEST(SettingsProblems, AnEntryNeedsRepoAndModel) {
  EXPECT_THAT(problems_of(with_entry(R"({"mutate": ["all"]})")),
              ElementsAre("a.json:1: experiments[0]: \"repo\" is missing",
                          "a.json:1: experiments[0]: \"model\" is missing"));
  EXPECT_THAT(problems_of(with_entry(R"({"repo": ["resnet"], "model": 20})")),
              ElementsAre("a.json:1: experiments[0].repo: must be a text, but is an array",
                          "a.json:1: experiments[0].model: must be a text, but is the number 20"));
}

TEST(SettingsProblems, UnknownReposWithNothingNearListWhatThereIs) {
  EXPECT_THAT(
      problems_of(with_entry(R"({"repo": "MRT-OAST", "model": "default"})")),
      ElementsAre("a.json:1: experiments[0].repo: unknown repo \"MRT-OAST\" (known: resnet, "
                  "VulBERTa, choosy, plain; --skip-unsupported leaves the entry out)"));
}

TEST(SettingsProblems, MutateNamesHyperparametersThatCanBeDrawn) {
  EXPECT_THAT(entry_problems(R"("mutate": ["learning_rat"])"),
              ElementsAre("a.json:1: experiments[0].mutate[0]: \"resnet\" has no hyperparameter "
                          "\"learning_rat\" (did you mean \"learning_rate\"?; --skip-unsupported "
                          "leaves the hyperparameter out)"));
  EXPECT_THAT(
      entry_problems(R"("mutate": ["epochs", "optimizer"])"),
      ElementsAre("a.json:1: experiments[0].mutate[1]: \"optimizer\" cannot be mutated: the "
                  "catalogue gives no range for it (add a \"range\" to the catalogue)"));
  EXPECT_THAT(entry_problems(R"("mutate": [])"),
              ElementsAre("a.json:1: experiments[0].mutate: must name at least one hyperparameter "
                          "([\"all\"] mutates every one; without mutations write \"mode\": "
                          "\"default\")"));
  EXPECT_THAT(
      entry_problems(R"("mutate": ["epochs", "epochs"])"),
      ElementsAre("a.json:1: experiments[0].mutate[1]: \"epochs\" stands twice (keep one of "
                  "them)"));
  EXPECT_THAT(entry_problems(R"("mutate": ["all", "epochs"])"),
              ElementsAre("a.json:1: experiments[0].mutate[0]: \"all\" stands for every "
                          "hyperparameter and must stand alone (remove \"all\" or the others)"));
  EXPECT_THAT(entry_problems(R"("mutate": "epochs")"),
              ElementsAre("a.json:1: experiments[0].mutate: must be an array, but is the text "
                          "\"epochs\" (write [\"epochs\"])"));
  EXPECT_THAT(entry_problems(R"("mutate": [5, ""])"),
              ElementsAre("a.json:1: experiments[0].mutate[0]: must be a text, but is the number 5",
                          "a.json:1: experiments[0].mutate[1]: must not be empty"));
  EXPECT_THAT(problems_of(with_entry(R"({"repo": "plain", "model": "default"})")),
              ElementsAre("a.json:1: experiments[0]: \"plain\" has no hyperparameter that can be "
                          "mutated: the catalogue gives a range for none (write \"mode\": "
                          "\"default\")"));
}

TEST(SettingsProblems, WhatTheModeWouldIgnoreIsAProblem) {
  EXPECT_THAT(entry_problems(R"("mode": "default", "mutate": ["epochs"])"),
              ElementsAre("a.json:1: experiments[0].mutate: \"mutate\" has no effect in mode "
                          "\"default\" (for drawn values write \"mode\": \"mutation\")"));
  EXPECT_THAT(entry_problems(R"("mode": "default", "mutate": [])"), IsEmpty());
  EXPECT_THAT(
      problems_of(R"({"mode": "mutation", "experiments": [
{"foreground": {}, "background": {}}]})"),
      ElementsAre("a.json:2: experiments[0].foreground: \"foreground\" has no effect in mode "
                  "\"mutation\" (write \"mode\": \"parallel\" in the entry)",
                  "a.json:2: experiments[0].background: \"background\" has no effect in mode "
                  "\"mutation\" (write \"mode\": \"parallel\" in the entry)"));
}

TEST(SettingsProblems, FixedValuesMustHaveTheirDeclaredType) {
  const std::string at = "a.json:1: experiments[0].hyperparameters.";
  EXPECT_THAT(
      entry_problems(R"("mode": "default", "hyperparameters": {
"epochs": 1.5, "learning_rate": "0.1", "optimizer": null, "lr": 0.1})"),
      ElementsAre("a.json:2: experiments[0].hyperparameters.epochs: must be a whole number, "
                  "but is the number 1.5",
                  "a.json:2: experiments[0].hyperparameters.learning_rate: must be a number, "
                  "but is the text \"0.1\"",
                  "a.json:2: experiments[0].hyperparameters.optimizer: must be a text or a "
                  "number, but is null",
                  "a.json:2: experiments[0].hyperparameters.lr: \"resnet\" has no "
                  "hyperparameter \"lr\" (known: epochs, learning_rate, optimizer; "
                  "--skip-unsupported leaves the hyperparameter out)"));
  EXPECT_THAT(entry_problems(R"("mode": "default", "hyperparameters": {"epochs": true})"),
              ElementsAre(at + "epochs: must be a whole number, but is true"));
  EXPECT_THAT(entry_problems(R"("mode": "default", "hyperparameters": {"learning_rate": [0.1]})"),
              ElementsAre(at + "learning_rate: must be a number, but is an array"));
  EXPECT_THAT(entry_problems(
                  R"("mode": "default", "hyperparameters": {"learning_rate": 9007199254740993})"),
              ElementsAre(at + "learning_rate: must be a number that a float holds exactly, but is "
                               "the number 9007199254740993"));
  EXPECT_THAT(entry_problems(R"("mode": "default", "hyperparameters": ["epochs"])"),
              ElementsAre("a.json:1: experiments[0].hyperparameters: must be an object, but is an "
                          "array"));
}

TEST(SettingsProblems, DevicesAreIndicesOrUuids) {
  EXPECT_THAT(top_problems(R"("devices": 0)"),
              ElementsAre("a.json:1: devices: must be an array, but is the number 0 (write [0])"));
  EXPECT_THAT(
      top_problems(R"("devices": [])"),
      ElementsAre("a.json:1: devices: must name at least one GPU (without the key it is the "
                  "first GPU)"));
  EXPECT_THAT(top_problems(R"("devices": [-1, 1.5, 1, "1"])"),
              ElementsAre("a.json:1: devices[0]: must be a GPU's index from 0 or its UUID, but is "
                          "the number -1",
                          "a.json:1: devices[1]: must be a GPU's index from 0 or its UUID, but is "
                          "the number 1.5",
                          "a.json:1: devices[3]: \"1\" stands twice (keep one of them)"));
}

TEST(SettingsProblems, LongAndOddTextsAreShownShortAndInOneLine) {
  EXPECT_THAT(
      top_problems(R"("governor": "a\nb\u001b)" + std::string(100, 'x') + "\""),
      ElementsAre("a.json:1: governor: unknown governor \"a\\nb\\u001b" + std::string(56, 'x') +
                  "…\" (known: performance, powersave, ondemand, conservative, schedutil, "
                  "userspace)"));
  const std::string key(1 << 20, 'k');
  EXPECT_THAT(top_problems("\"" + key + "\": 1"),
              ElementsAre("a.json:1: [\"" + std::string(60, 'k') + "…\"]: unknown key"));
}

TEST(SettingsProblems, BrokenJsonStopsWithTheLine) {
  EXPECT_THAT(problems_of("{\n\"experiments\": [\n{\"repo\": \"resnet\",}\n]}"),
              ElementsAre("a.json:3: experiments[0]: a comma stands before } (remove the comma)"));
  EXPECT_THAT(problems_of(""), ElementsAre("a.json: the file is empty"));
}

}  // namespace
}  // namespace mutation
