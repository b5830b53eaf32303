// Hyperparameters that count only beside certain values of others: given, drawn, counted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/make_plan.h"
#include "unit/plan/searching.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

HyperparameterSpec momentum() {
  HyperparameterSpec spec = real("momentum", "--mom", 0.9, 0.5, 0.99);
  spec.conditions = {{"optimizer", {Value("sgd")}}};
  return spec;
}

// optimizer adam by default; momentum only with sgd.
Searching optimizers() {
  return Searching({choice("optimizer", {Value("adam"), Value("sgd"), Value("rms")}), momentum(),
                    integer("epochs", "-e", whole(10), 5, 15)});
}

Catalogue catalogue_of(const Searching& searching) {
  Catalogue known{"catalogue.json", {searching.repo}};
  known.repos[0].models = {"model"};
  return known;
}

Entry entry_of(const Searching& searching) {
  Entry entry;
  entry.foreground = searching.request;
  entry.mode = searching.request.mode;
  return entry;
}

Result<Plan> planned(const Searching& searching, Entry entry) {
  return make_plan(settings({std::move(entry)}), catalogue_of(searching), {}, "/root", 42);
}

Searching fixed(Hyperparameters given) {
  Searching searching = optimizers();
  searching.request.mode = Mode::fixed;
  searching.request.mutate.clear();
  searching.request.hyperparameters = std::move(given);
  return searching;
}

TEST(GivenValues, ThatNeverCountAreAnError) {
  const Searching asked = fixed({{"optimizer", Value("adam")}, {"momentum", Value(0.7)}});
  const auto plan = planned(asked, entry_of(asked));
  ASSERT_FALSE(plan);
  EXPECT_EQ(to_text(plan.error()),
            "planning entry 1: \"momentum\" is given in vain: \"momentum\" counts only where "
            "\"optimizer\" is \"sgd\", which here is \"adam\" (give \"optimizer\" such a value, or "
            "draw it from such, or remove \"momentum\")");
  const Searching by_default = fixed({{"momentum", Value(0.7)}});
  EXPECT_THAT(planned(by_default, entry_of(by_default)).error().message,
              HasSubstr("which here is \"adam\" by default"));
}

TEST(GivenValues, ThatCountArePassedAndRecorded) {
  const Searching asked = fixed({{"optimizer", Value("sgd")}, {"momentum", Value(0.7)}});
  const Plan plan = planned(asked, entry_of(asked)).value();
  EXPECT_EQ(to_text(plan.runs[0].foreground.effective_hyperparameters),
            "optimizer=sgd momentum=0.7 epochs=10");
}

TEST(GivenValues, OfABackgroundMustCountToo) {
  const Searching asked = fixed({});
  Entry entry = entry_of(asked);
  entry.mode = Mode::parallel;
  entry.background = asked.request;
  entry.background->hyperparameters = {{"momentum", Value(0.7)}};
  EXPECT_THAT(planned(asked, entry).error().message, HasSubstr("\"momentum\" is given in vain"));
}

TEST(GivenValues, ArePassedOnlyWhereTheyCountBesideADraw) {
  Searching asked = optimizers();
  asked.request.mutate = {"optimizer"};
  asked.request.hyperparameters = {{"momentum", Value(0.7)}};
  Entry entry = entry_of(asked);
  entry.runs_per_config = 2;
  entry.baseline_runs = 1;
  const Plan plan = planned(asked, entry).value();
  std::vector<std::string> passed;
  for (const PlannedRun& run : plan.runs) passed.push_back(to_text(run.foreground.hyperparameters));
  EXPECT_EQ(passed.front(), "") << "the baseline's optimizer is adam";
  std::ranges::sort(passed);
  EXPECT_THAT(passed, ElementsAre("", "optimizer=rms", "optimizer=sgd momentum=0.7"));
}

TEST(GivenValues, ThatNoDrawLetsCountAreAnError) {
  Searching asked = optimizers();
  asked.request.mutate = {"optimizer"};
  asked.request.draw_overrides = {
      {.name = "optimizer", .range = {}, .distribution = {}, .values = {Value("rms")}}};
  asked.request.hyperparameters = {{"momentum", Value(0.7)}};
  EXPECT_THAT(planned(asked, entry_of(asked)).error().message,
              HasSubstr("which here is drawn from other values"));
}

TEST(DrawnValues, ThatNeverCountAreToldAndNotDrawn) {
  Searching asked = optimizers();
  asked.request.mutate = {"epochs", "momentum"};
  const Plan plan = planned(asked, entry_of(asked)).value();
  EXPECT_THAT(plan.notes,
              ElementsAre("entry 1: not mutated: \"momentum\" counts only where \"optimizer\" is "
                          "\"sgd\", which here is \"adam\" by default (give \"optimizer\" such a "
                          "value, or draw it from such)"));
  asked.request.mutate = {"momentum"};
  EXPECT_THAT(planned(asked, entry_of(asked)).error().message,
              HasSubstr("there is nothing to mutate in repo; not mutated: \"momentum\" counts"));
}

TEST(DrawnValues, FollowAChainOfConditions) {
  HyperparameterSpec nesterov = choice("nesterov", {Value(false), Value(true)});
  nesterov.conditions = {{"momentum", {Value(0.9)}}};
  Searching asked = optimizers();
  asked.repo.hyperparameters.push_back(nesterov);
  asked.request.mutate = {"epochs", "nesterov"};
  EXPECT_THAT(planned(asked, entry_of(asked)).value().notes[0],
              HasSubstr("\"nesterov\" counts only where \"momentum\" does, and \"momentum\" counts "
                        "only where \"optimizer\" is \"sgd\""));
  asked.request.hyperparameters = {{"optimizer", Value("sgd")}};
  EXPECT_THAT(planned(asked, entry_of(asked)).value().notes, IsEmpty());
}

TEST(DrawnValues, ThatNeverCountDoNotBlurWhatASpaceHolds) {
  Searching asked = optimizers();
  asked.request.hyperparameters = {{"optimizer", Value("adam")}};
  Entry entry = entry_of(asked);
  entry.runs_per_config = 20;
  const Plan plan = planned(asked, entry).value();
  EXPECT_THAT(plan.runs, SizeIs(10));
  EXPECT_THAT(plan.notes,
              IsSupersetOf({"entry 1: only 11 distinct values exist, 10 are left (the defaults are "
                            "left out), 20 were asked: 10 runs planned"}));
}

}  // namespace
}  // namespace mutation
