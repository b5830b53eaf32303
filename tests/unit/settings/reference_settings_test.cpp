#include "settings/reference_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::string_view kCatalogue = R"({"models": {
  "examples": {"path": "p", "train_script": "./train.sh", "models": ["mnist", "siamese"],
    "supported_hyperparams": {
      "epochs": {"flag": "-e", "type": "int", "default": 10, "range": [5, 15]},
      "learning_rate": {"flag": "-l", "type": "float", "default": 0.01, "range": [0.005, 0.02]},
      "optimizer": {"flag": "-o", "type": "str", "default": "sgd"}}}}})";

ReferenceSettings read(std::string_view text) {
  static const Catalogue kKnown = *read_catalogue(kCatalogue, "catalogue").value;
  return read_reference_settings(text, "settings.json", kKnown).value.value();
}

ReferenceEntry entry(const std::string& entry, const std::string& top = "") {
  return read("{" + top + "\"experiments\": [" + entry + "]}").entries.at(0);
}

TEST(ReferenceSettings, IgnoresWhatThePythonToolNeverRead) {
  const ReferenceSettings settings = read(R"({"timeout": 60, "note": "prose", "experiments": [
      {"repo": "examples", "model": "mnist", "mutate_params": ["epochs"], "comment": "prose"}]})");
  EXPECT_THAT(settings.ignored, ElementsAre("timeout"));
  EXPECT_THAT(settings.entries.at(0).ignored, ElementsAre("mutate_params"));
  // So that all of them are mutated.
  EXPECT_THAT(settings.entries.at(0).drawn, ElementsAre("epochs", "learning_rate", "optimizer"));
}

TEST(ReferenceSettings, SkipsAnEntryWithoutRepo) {
  EXPECT_EQ(entry(R"({"comment": "--- header ---"})").skipped, "it has no \"repo\"");
  EXPECT_EQ(entry(R"({"repository": "examples", "model": "mnist"})").skipped, "it has no \"repo\"");
}

TEST(ReferenceSettings, SkipsWhatTheCatalogueDoesNotHave) {
  EXPECT_THAT(entry(R"({"repo": "example", "model": "mnist"})").skipped, HasSubstr("example"));
  EXPECT_THAT(entry(R"({"repo": "examples", "model": "mnst"})").skipped, HasSubstr("mnst"));
}

TEST(ReferenceSettings, TakesEveryModeItDoesNotKnowForMutation) {
  const ReferenceEntry batch =
      entry(R"({"mode": "batch", "repo": "examples", "model": "mnist", "mutate": ["epochs"]})");
  EXPECT_EQ(batch.mode, Mode::mutation);
  EXPECT_THAT(batch.remarks, ElementsAre(HasSubstr("\"batch\"")));
  EXPECT_EQ(
      entry(R"({"mode": null, "repo": "examples", "model": "mnist"})", R"("mode": "default",)")
          .mode,
      Mode::mutation);
}

TEST(ReferenceSettings, DropsUnknownNamesAndFailsWhereNoneIsKnown) {
  const ReferenceEntry some =
      entry(R"({"repo": "examples", "model": "mnist", "mutate": ["dropout", "epochs"]})");
  EXPECT_THAT(some.drawn, ElementsAre("epochs"));
  EXPECT_THAT(some.compared, ElementsAre("dropout", "epochs"));
  EXPECT_THAT(some.remarks, ElementsAre(HasSubstr("\"dropout\"")));
  EXPECT_THAT(entry(R"({"repo": "examples", "model": "mnist", "mutate": ["dropout"]})").skipped,
              HasSubstr("nothing that can be mutated"));
}

TEST(ReferenceSettings, LooksThroughWhateverMutateIs) {
  const auto drawn = [](const std::string& mutate) {
    return entry(R"({"repo": "examples", "model": "mnist", "mutate": )" + mutate + "}").drawn;
  };
  EXPECT_THAT(drawn(R"({"epochs": {"range": [1, 2]}})"), ElementsAre("epochs"));
  EXPECT_THAT(drawn(R"("all")"), SizeIs(3));
  EXPECT_THAT(drawn(R"("epochs")"), IsEmpty());  // its letters
  EXPECT_THAT(drawn(R"(["epochs", "epochs"])"), ElementsAre("epochs", "epochs"));
  EXPECT_THAT(drawn("5"), IsEmpty());
}

TEST(ReferenceSettings, TakesRunsFromEntryThenForegroundThenTop) {
  const auto runs = [](const std::string& own, const std::string& foreground) {
    return entry(R"({"mode": "parallel", )" + own + R"("foreground": {"repo": "examples", )" +
                     foreground + R"("model": "mnist"}, "background": {"repo": "examples",
                     "model": "siamese"}})",
                 R"("runs_per_config": 7,)")
        .runs;
  };
  EXPECT_EQ(runs(R"("runs_per_config": 2,)", R"("runs_per_config": 3,)"), 2);
  EXPECT_EQ(runs("", R"("runs_per_config": 3,)"), 3);
  EXPECT_EQ(runs("", ""), 7);
}

TEST(ReferenceSettings, TakesNumbersOfRunsAsPythonDid) {
  const std::string given = R"({"mode": "default", "repo": "examples", "model": "mnist", )";
  const std::string drawn = R"({"repo": "examples", "model": "mnist", )";
  EXPECT_EQ(entry(drawn + R"("runs_per_config": 2.5})").runs, 2.5);  // goes on to 3
  EXPECT_EQ(entry(drawn + R"("runs_per_config": true})").runs, 1);
  EXPECT_EQ(entry(drawn + R"("runs_per_config": -1})").runs, -1);
  EXPECT_THAT(entry(drawn + R"("runs_per_config": "3"})").skipped, HasSubstr("runs_per_config"));
  EXPECT_THAT(entry(given + R"("runs_per_config": 2.5})").skipped, HasSubstr("runs_per_config"));
}

TEST(ReferenceSettings, ConvertsGivenValuesByTheirTypesAndDropsWhatIsNotSupported) {
  const ReferenceEntry given = entry(R"({"mode": "default", "repo": "examples", "model": "mnist",
      "hyperparameters": {"epochs": 7.9, "batch_size": 8, "learning_rate": 1, "optimizer": true}})");
  EXPECT_EQ(given.foreground.hyperparameters,
            (Hyperparameters{{"epochs", std::int64_t{7}},
                             {"learning_rate", 1.0},
                             {"optimizer", std::string("True")}}));
  EXPECT_THAT(given.remarks, ElementsAre(HasSubstr("\"batch_size\" is not passed")));
}

TEST(ReferenceSettings, FailsAtTheFirstRunOnAValueThatCannotBeConverted) {
  EXPECT_THAT(entry(R"({"mode": "default", "repo": "examples", "model": "mnist",
                    "hyperparameters": {"learning_rate": [0.1, 0.2]}})")
                  .fails_at_first_run,
              HasSubstr("\"learning_rate\" is an array"));
}

TEST(ReferenceSettings, DrawsBeforeItFailsOnTheBackground) {
  const ReferenceEntry failing = entry(R"({"mode": "parallel",
      "foreground": {"repo": "examples", "model": "mnist", "mutate": ["epochs"]},
      "background": {"repo": "examples", "model": "siamese",
                     "hyperparameters": {"epochs": "many"}}})");
  EXPECT_EQ(failing.skipped, "");
  EXPECT_THAT(failing.drawn, ElementsAre("epochs"));
  EXPECT_THAT(failing.fails_at_first_run, HasSubstr("\"epochs\" is the text \"many\""));
}

TEST(ReferenceSettings, NeedsBothTrainingsOfAParallelEntryInTheirBlocks) {
  EXPECT_EQ(entry(R"({"mode": "parallel", "repo": "examples", "model": "mnist",
                      "foreground": {"mode": "mutation"}, "background": {"repo": "examples",
                      "model": "mnist"}})")
                .skipped,
            "its foreground has no \"repo\"");
  EXPECT_EQ(entry(R"({"mode": "parallel", "foreground": {}})").skipped, "it has no \"foreground\"");
}

TEST(ReferenceSettings, TakesTheLastOfTwoValuesOfAKey) {
  EXPECT_EQ(entry(R"({"repo": "nothing", "model": "mnist", "repo": "examples"})").foreground.repo,
            "examples");
}

TEST(ReferenceSettings, EndsWherePythonEnded) {
  EXPECT_THAT(read("[]").ends, HasSubstr("an empty array"));
  EXPECT_THAT(read(R"({"experiments": null})").ends, HasSubstr("null"));
  const ReferenceSettings half = read(
      R"({"experiments": [{"repo": "examples", "model": "mnist"}, "text", {"repo": "examples"}]})");
  EXPECT_THAT(half.entries, SizeIs(1));
  EXPECT_THAT(half.ends, HasSubstr("entry 2 is the text"));
}

TEST(ReferenceSettings, ReadsAHistoryOnlyWhereItIsAskedFor) {
  const std::string csvs = R"("historical_csvs": ["data/raw_data.csv"], "experiments": []})";
  EXPECT_THAT(read("{" + csvs).historical_csvs, IsEmpty());
  EXPECT_THAT(read(R"({"use_deduplication": true, )" + csvs).historical_csvs,
              ElementsAre("data/raw_data.csv"));
  EXPECT_THAT(read(R"({"use_deduplication": "false", )" + csvs).historical_csvs, SizeIs(1));
}

TEST(ReferenceSettings, LeavesAGovernorThatItDidNotKnow) {
  EXPECT_EQ(read(R"({"governor": "schedutil", "experiments": []})").governor, "schedutil");
  const ReferenceSettings other = read(R"({"governor": "userspace", "experiments": []})");
  EXPECT_EQ(other.governor, std::nullopt);
  EXPECT_THAT(other.notes, ElementsAre(HasSubstr("userspace")));
}

TEST(ReferenceSettings, MakesNoAttemptWithNegativeRetries) {
  EXPECT_TRUE(read(R"({"max_retries": -1, "experiments": []})").no_attempt);
  EXPECT_EQ(read(R"({"max_retries": 2.7, "experiments": []})").max_retries, 2);
}

TEST(ReferenceSettings, IsAProblemOnlyWhereTheTextIsNoJson) {
  static const Catalogue kKnown = *read_catalogue(kCatalogue, "catalogue").value;
  const auto broken = read_reference_settings("{\n\"a\": }", "s.json", kKnown);
  ASSERT_THAT(broken.problems, SizeIs(1));
  EXPECT_EQ(broken.problems[0].line, 2);
  EXPECT_FALSE(broken.value);
}

}  // namespace
}  // namespace mutation
