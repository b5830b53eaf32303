// The settings file of what is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "export/fill_background.h"
#include "export/fill_settings.h"
#include "lab_catalogue.h"
#include "runs.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Filled {
  FilledSettings filled;
  Json file;
};

std::vector<const RecordedRun*> all_of(const std::vector<RecordedRun>& runs) {
  std::vector<const RecordedRun*> pointers;
  for (const RecordedRun& run : runs) pointers.push_back(&run);
  return pointers;
}

Filled fill(const std::vector<RecordedRun>& runs, int wanted, std::optional<bool> parallel,
            const Catalogue& catalogue = lab_catalogue()) {
  const auto coverage = coverage_of(
      all_of(runs), catalogue, {.wanted = wanted, .models = {"lab/small"}, .parallel = parallel});
  Filled result{
      fill_settings(coverage, all_of(runs), catalogue, {.wanted = wanted, .history = {"results"}}),
      {}};
  result.file = Json::parse(result.filled.text);
  return result;
}

TEST(Fill, MutatesEachParameterAloneAsOftenAsValuesAreMissing) {
  const auto [filled, file] = fill({made_up_run("a", {{"learning_rate", 0.011}}),
                                    made_up_run("b", {{"kfold", std::int64_t{2}}})},
                                   3, false);
  EXPECT_EQ(filled.entries, 3);
  EXPECT_EQ(filled.runs, 3 + 2 + 2);
  EXPECT_EQ(file["use_deduplication"], true);
  EXPECT_EQ(file["history"], Json::array({"results"}));
  EXPECT_EQ(file["experiments"][2],
            Json({{"comment", "lab/small sequential: 1 of 3 values of learning_rate are measured"},
                  {"mode", "mutation"},
                  {"repo", "lab"},
                  {"model", "small"},
                  {"mutate", {"learning_rate"}},
                  {"runs_per_config", 2}}));
}

TEST(Fill, ListsTheValuesOfASmallSpaceThatAreNotMeasured) {
  std::vector<RecordedRun> runs = {made_up_run("a", {{"kfold", std::int64_t{2}}}),
                                   made_up_run("b", {{"kfold", std::int64_t{3}}})};
  runs[1].outcome = Outcome::failed;
  const auto [filled, file] = fill(runs, 9, false);
  const Json& kfold = file["experiments"][1];
  EXPECT_EQ(kfold["draw"]["kfold"]["values"], Json::array({3, 5}));
  EXPECT_EQ(kfold["runs_per_config"], 2);
  EXPECT_EQ(kfold["use_deduplication"], false);
  EXPECT_THAT(filled.notes,
              ElementsAre("lab/small sequential kfold: 3 wanted, for there are no more values",
                          HasSubstr("lab/small sequential note: left out")));
}

TEST(Fill, GivesParallelRunsTheBackgroundThatTheyHad) {
  Catalogue catalogue = lab_catalogue();
  catalogue.repos.push_back({.name = "load", .models = {"other", "big"}});
  catalogue.repos.back().hyperparameters = {{.name = "epochs", .flag = "-e"}};
  const auto [filled, file] =
      fill({parallel_run("a", {{"epochs", std::int64_t{7}}})}, 3, true, catalogue);
  const Json& epochs = file["experiments"][0];
  EXPECT_EQ(epochs["mode"], "parallel");
  EXPECT_EQ(epochs["foreground"]["mutate"], Json::array({"epochs"}));
  EXPECT_EQ(epochs["background"],
            Json({{"repo", "load"}, {"model", "big"}, {"hyperparameters", {{"epochs", 1}}}}));
  EXPECT_THAT(filled.notes.back(),
              "lab/small parallel: the background is load/big with epochs=1, as most of its "
              "parallel runs had it");
}

TEST(Fill, FindsABackgroundWhereNoneIsKnown) {
  Catalogue catalogue = lab_catalogue();
  EXPECT_EQ(choose_background("lab", "small", {}, catalogue)->background.model, "large");
  catalogue.repos.push_back({.name = "load", .models = {"big"}});
  EXPECT_EQ(choose_background("lab", "small", {}, catalogue)->background.model, "big");
  RecordedRun unknown = parallel_run("a");
  unknown.background->repository = "gone";
  EXPECT_EQ(choose_background("lab", "small", {&unknown}, catalogue)->background.model, "big");
  RecordedRun other = parallel_run("b");
  other.repository = "load";
  other.background = RecordedBackground{"lab", "large", {}};
  EXPECT_EQ(choose_background("lab", "small", {&unknown, &other}, catalogue)->background.model,
            "large");
  EXPECT_FALSE(choose_background("lab", "small", {}, {}));
}

TEST(Fill, PassesWhatAConditionNeeds) {
  Catalogue catalogue = lab_catalogue();
  catalogue.repos[0].hyperparameters = {
      {.name = "optimizer", .default_value = Value(std::string("adam"))},
      {.name = "momentum",
       .type = HyperparameterType::real,
       .range = Range{0.5, 0.9},
       .conditions = {{.name = "optimizer", .values = {Value(std::string("sgd"))}}}}};
  const auto [filled, file] = fill({}, 2, false, catalogue);
  EXPECT_EQ(file["experiments"][0]["hyperparameters"], Json({{"optimizer", "sgd"}}));
}

TEST(Fill, WritesNothingWhereNothingIsMissing) {
  const auto [filled, file] = fill({made_up_run("a", {{"learning_rate", 0.011},
                                                      {"kfold", std::int64_t{2}},
                                                      {"epochs", std::int64_t{7}}})},
                                   1, false);
  EXPECT_EQ(filled.entries, 0);
  EXPECT_EQ(file["experiments"], Json::array());
}

}  // namespace
}  // namespace mutation
