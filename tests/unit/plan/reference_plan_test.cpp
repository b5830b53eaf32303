// Literal draws are CPython's, from random.Random(42).
#include "plan/reference_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Given {
  ReferenceSettings settings;
  Catalogue known = catalogue();
  std::vector<PastConfiguration> history;
  OddDefaults odd_defaults;
};

ReferencePlan planned(const Given& given) {
  return make_reference_plan({given.settings, given.known, given.history, given.odd_defaults}, {},
                             "/root", 42)
      .value();
}

ReferenceEntry draws(int index, std::vector<std::string> names, double runs) {
  ReferenceEntry entry;
  entry.index = index;
  entry.foreground = {"resnet", "resnet20", {}};
  entry.draws = true;
  entry.drawn = names;
  entry.compared = std::move(names);
  entry.runs = runs;
  return entry;
}

ReferenceEntry gives(int index, Hyperparameters values, double runs) {
  ReferenceEntry entry;
  entry.index = index;
  entry.mode = Mode::fixed;
  entry.foreground = {"resnet", "resnet20", std::move(values)};
  entry.runs = runs;
  return entry;
}

std::vector<Hyperparameters> values(const ReferencePlan& reference) {
  std::vector<Hyperparameters> all;
  for (const PlannedRun& run : reference.plan.runs) all.push_back(run.foreground.hyperparameters);
  return all;
}

Hyperparameters rate(double value) {
  return {{"learning_rate", value}};
}

TEST(ReferencePlan, DrawsEntryAfterEntryFromOneGenerator) {
  const ReferencePlan plan = planned(
      {.settings = {.entries = {draws(0, {"learning_rate"}, 2), draws(1, {"epochs", "seed"}, 1)}}});
  EXPECT_THAT(values(plan),
              ElementsAre(rate(0.10093786645433042), rate(0.051392905028301246),
                          Hyperparameters{{"epochs", whole(9)}, {"seed", whole(4012)}}));
  EXPECT_EQ(plan.plan.runs[2].entry, 1);
  EXPECT_EQ(plan.plan.runs[2].mode, Mode::mutation);
  EXPECT_THAT(plan.plan.runs[2].foreground.mutated, ElementsAre("epochs", "seed"));
  EXPECT_EQ(plan.plan.compat, "reference");
}

TEST(ReferencePlan, DrawsANameThatStandsTwiceTwiceAndTakesTheSecond) {
  const ReferencePlan plan =
      planned({.settings = {.entries = {draws(0, {"learning_rate", "learning_rate"}, 2)}}});
  EXPECT_THAT(values(plan), ElementsAre(rate(0.051392905028301246), rate(0.06389525265797137)));
}

TEST(ReferencePlan, LeavesTheGeneratorAsAFailedEntryDid) {
  Given given;
  given.known.repos[0].hyperparameters.push_back(
      {"optimizer", "--opt", HyperparameterType::text, std::nullopt, std::nullopt});
  // The learning rate is drawn before the draw of a text fails.
  given.settings.entries = {draws(0, {"learning_rate", "optimizer"}, 3), draws(1, {"epochs"}, 2)};
  const ReferencePlan plan = planned(given);
  EXPECT_THAT(values(plan), ElementsAre(Hyperparameters{{"epochs", whole(5)}},
                                        Hyperparameters{{"epochs", whole(9)}}));
  EXPECT_THAT(plan.entry_notes[0], ElementsAre(HasSubstr("\"optimizer\" has no range")));
}

TEST(ReferencePlan, DrawsForRunsThatFailAfterwards) {
  Given given;
  given.settings.entries = {draws(0, {"learning_rate"}, 2), draws(1, {"epochs", "seed"}, 1)};
  given.settings.entries[0].fails_at_first_run = "its \"epochs\" is an array";
  EXPECT_THAT(values(planned(given)),
              ElementsAre(Hyperparameters{{"epochs", whole(9)}, {"seed", whole(4012)}}));
  given.settings.entries[0].fails_at_first_run = "";
  given.settings.entries[0].fails_after_first_run = "the top level's \"runs_per_config\" is null";
  EXPECT_THAT(values(planned(given)), SizeIs(2));
}

TEST(ReferencePlan, DrawsNothingForASkippedEntry) {
  Given given;
  given.settings.entries = {draws(0, {"learning_rate"}, 2), draws(1, {"learning_rate"}, 1)};
  given.settings.entries[0].skipped = "it has no \"repo\"";
  const ReferencePlan plan = planned(given);
  EXPECT_THAT(values(plan), ElementsAre(rate(0.10093786645433042)));
  EXPECT_THAT(plan.plan.notes, Contains("entry 1: skipped: it has no \"repo\""));
}

TEST(ReferencePlan, GivesUpAfterAThousandAttempts) {
  const ReferencePlan plan = planned(
      {.settings = {.entries = {draws(0, {"epochs"}, 15), draws(1, {"learning_rate"}, 1)}}});
  ASSERT_THAT(plan.plan.runs, SizeIs(11));  // all but the default
  EXPECT_EQ(values(plan)[10], rate(0.09530130204545001));
  EXPECT_THAT(plan.entry_notes[0], ElementsAre("10 of 15 runs: no more were new in 1000 attempts"));
}

TEST(ReferencePlan, DoesNotRepeatAFloatOfTheHistory) {
  Given given;
  given.settings.entries = {draws(0, {"learning_rate"}, 2)};
  PastConfiguration past;
  past.repo = "resnet";
  past.model = "resnet20";
  // To 6 decimals; epochs were not drawn and are not compared.
  past.hyperparameters = {{"epochs", 7.0}, {"learning_rate", 0.1009381}};
  given.history = {past};
  EXPECT_THAT(values(planned(given)),
              ElementsAre(rate(0.051392905028301246), rate(0.06763824613797234)));
  given.history[0].parallel = true;
  EXPECT_THAT(values(planned(given)),
              ElementsAre(rate(0.10093786645433042), rate(0.051392905028301246)));
  given.history[0].parallel = false;
  given.history[0].model = "resnet32";
  EXPECT_EQ(values(planned(given))[0], rate(0.10093786645433042));
}

TEST(ReferencePlan, RepeatsAWholeNumberOfTheHistory) {
  Given given;
  given.settings.entries = {draws(0, {"epochs"}, 1)};
  PastConfiguration past;
  past.repo = "resnet";
  past.model = "resnet20";
  past.hyperparameters = {{"epochs", 15.0}};
  given.history = {past};
  EXPECT_THAT(values(planned(given)), ElementsAre(Hyperparameters{{"epochs", whole(15)}}));
}

TEST(ReferencePlan, TakesADefaultOfAnotherKindForNoDraw) {
  Given given;
  given.known.repos[0].hyperparameters[1] = with_zero(learning_rate(), 1);
  given.known.repos[0].hyperparameters[1].default_value = 0.0;
  given.settings.entries = {draws(0, {"learning_rate"}, 1)};
  EXPECT_THAT(values(planned(given)), IsEmpty());
  given.odd_defaults = {"resnet/learning_rate"};
  EXPECT_THAT(values(planned(given)), ElementsAre(rate(0.0)));
}

TEST(ReferencePlan, RepeatsGivenValuesBesideTheBackground) {
  ReferenceEntry entry = gives(0, {{"epochs", whole(7)}}, 2);
  entry.mode = Mode::parallel;
  entry.background = ReferenceTraining{"VulBERTa", "mlp", {{"epochs", whole(1)}}};
  const ReferencePlan plan = planned({.settings = {.max_retries = 1, .entries = {entry}}});
  ASSERT_THAT(plan.plan.runs, SizeIs(2));
  const PlannedRun& run = plan.plan.runs[1];
  EXPECT_EQ(run.experiment_id, "resnet_resnet20_002_parallel");
  EXPECT_THAT(run.foreground.mutated, IsEmpty());
  EXPECT_THAT(run.background->command,
              ElementsAre("./train.sh", "-n", "mlp", "-d", "d2a", "-v", "--epochs", "1"));
  EXPECT_EQ(run.max_retries, 1);
  EXPECT_EQ(run.minimum_idle, Seconds(60));
}

TEST(ReferencePlan, MayHaveNoRun) {
  ReferenceSettings settings;
  settings.ends = "the Python tool ends with an error here: the file is an array";
  settings.entries = {gives(0, {}, 0)};
  const ReferencePlan plan = planned({.settings = settings});
  EXPECT_THAT(plan.plan.runs, IsEmpty());
  EXPECT_THAT(plan.plan.notes, Contains(settings.ends));
  EXPECT_THAT(plan.plan.notes, Contains("entry 1: no run: runs_per_config is 0 or less"));
}

TEST(ReferencePlan, TellsTheSameOfSeveralEntriesOnce) {
  ReferenceSettings settings;
  for (int i = 0; i < 4; ++i) settings.entries.push_back(gives(i, {}, 1));
  for (const int i : {0, 1, 3}) settings.entries[static_cast<size_t>(i)].ignored = {"timeout"};
  EXPECT_THAT(planned({.settings = settings}).plan.notes,
              Contains("entries 1, 2, 4: \"timeout\" is ignored"));
}

TEST(ReferencePlan, NumbersEntriesForPeople) {
  EXPECT_EQ(entries_text({0}), "entry 1");
  EXPECT_EQ(entries_text({0, 1, 2, 4, 6, 7}), "entries 1-3, 5, 7, 8");
}

}  // namespace
}  // namespace mutation
