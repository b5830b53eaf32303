// Settings files as people have written them over the years: what each spelling is taken for.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Settings good(std::string_view text, ReadOptions options = {}) {
  auto outcome = settings_of(text, options);
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or(Settings{});
}

// The only entry, of resnet20 with these keys.
Entry entry_of(const std::string& keys) {
  const Settings settings =
      good(with_entry(R"({"repo": "resnet", "model": "resnet20", )" + keys + "}"));
  return settings.entries.empty() ? Entry{} : settings.entries.front();
}

std::vector<std::string> entry_problems(const std::string& keys) {
  return problems_of(with_entry(R"({"repo": "resnet", "model": "resnet20", )" + keys + "}"));
}

TEST(Variants, MutateParamsIsMutate) {
  const Settings settings = good(R"({"experiments": [
    {"repo": "resnet", "model": "resnet20", "mutate_params": ["epochs"]},
    {"repo": "resnet", "model": "resnet56", "mutate_params": ["learning_rate"]}]})");
  EXPECT_EQ(settings.entries.at(0).mode, Mode::mutation);
  EXPECT_THAT(settings.entries.at(0).foreground.mutate, ElementsAre("epochs"));
  EXPECT_THAT(settings.notes,
              ElementsAre("read as: in experiments[0] and experiments[1], \"mutate_params\" stands "
                          "for \"mutate\""));
}

TEST(Variants, ManyEntriesAreCountedInTheNote) {
  std::string entries;
  for (int i = 0; i < 4; ++i) {
    entries += std::string(i ? "," : "") + R"({"repository": "VulBERTa", "model": "mlp"})";
  }
  EXPECT_THAT(good(R"({"experiments": [)" + entries + "]}").notes,
              ElementsAre("read as: in 4 entries, \"repository\" stands for \"repo\""));
}

TEST(Variants, AnObjectOfMutateParamsSaysHowTheyAreDrawn) {
  const Entry entry = entry_of(R"("mutation_type": "mutation", "mutate_params": {
    "learning_rate": {"distribution": "uniform", "min": 0.001, "max": 0.5, "comment": "x"},
    "epochs": {}})");
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("learning_rate", "epochs"));
  ASSERT_EQ(entry.foreground.draw_overrides.size(), 1u);
  const DrawOverride& draw = entry.foreground.draw_overrides[0];
  EXPECT_EQ(draw.name, "learning_rate");
  EXPECT_EQ(draw.range->low, 0.001);
  EXPECT_EQ(draw.range->high, 0.5) << "the catalogue's range does not bound it";
  EXPECT_EQ(draw.distribution, Distribution::uniform);
}

TEST(Variants, AnEmptyObjectOfMutateParamsMutatesNothing) {
  EXPECT_EQ(entry_of(R"("mutate_params": {})").mode, Mode::fixed);
  EXPECT_EQ(entry_of(R"("mutate_params": {}, "mode": "nonparallel")").mode, Mode::fixed);
  EXPECT_THAT(entry_problems(R"("mutate_params": {}, "mode": "mutation")"),
              ElementsAre(HasSubstr("must name at least one hyperparameter")));
}

TEST(Variants, NonparallelIsAMutationOrTheDefaults) {
  EXPECT_EQ(entry_of(R"("mode": "nonparallel", "mutate_params": ["epochs"])").mode, Mode::mutation);
  EXPECT_EQ(entry_of(R"("mode": "nonparallel")").mode, Mode::fixed);
  EXPECT_EQ(entry_of(R"("mode": "nonparallel", "experiment_type": "default")").mode, Mode::fixed);
}

TEST(Variants, BatchAndMixedLeaveTheModeToEachEntry) {
  const Settings settings = good(R"({"mode": "mixed", "experiments": [
    {"repo": "resnet", "model": "resnet20", "mutate": ["epochs"]},
    {"repo": "resnet", "model": "resnet20", "mode": "default"},
    {"foreground": {"repo": "VulBERTa", "model": "mlp"},
     "background": {"repo": "VulBERTa", "model": "mlp"}}]})");
  EXPECT_EQ(settings.entries.at(0).mode, Mode::mutation);
  EXPECT_EQ(settings.entries.at(1).mode, Mode::fixed);
  EXPECT_EQ(settings.entries.at(2).mode, Mode::parallel);
  EXPECT_THAT(settings.notes,
              ElementsAre(HasSubstr("\"batch\" and \"mixed\" leave its mode to each entry")));
}

TEST(Variants, AParallelEntryMayNameItsForegroundsModeBesideItsOwn) {
  const Settings settings = good(with_entry(R"({"mode": "parallel", "experiment_type": "default",
    "foreground": {"repo": "VulBERTa", "model": "mlp"},
    "background": {"repo": "VulBERTa", "model": "mlp", "mutate_params": {}}})"));
  EXPECT_EQ(settings.entries.at(0).mode, Mode::parallel);
  EXPECT_EQ(settings.entries.at(0).foreground.mode, Mode::fixed);
}

TEST(Variants, APairsMutationTypeIsItsForegroundsUnderEveryTopLevelThatAllowsAPair) {
  const std::string pair = R"({"mutation_type": "default",
    "foreground": {"repo": "VulBERTa", "model": "mlp"},
    "background": {"repo": "VulBERTa", "model": "mlp"}})";
  for (const std::string top : {R"("mode": "parallel", )", R"("mode": "mixed", )", ""}) {
    const Settings settings = good("{" + top + R"("experiments": [)" + pair + "]}");
    EXPECT_EQ(settings.entries.at(0).mode, Mode::parallel) << top;
    EXPECT_EQ(settings.entries.at(0).foreground.mode, Mode::fixed) << top;
  }
}

TEST(Variants, APairUnderNonparallelIsToldInTheUsersWord) {
  EXPECT_THAT(
      problems_of(R"({"mode": "nonparallel", "experiments": [{
    "foreground": {"repo": "VulBERTa", "model": "mlp"},
    "background": {"repo": "VulBERTa", "model": "mlp"}}]})"),
      ElementsAre("a.json:2: experiments[0].foreground: \"foreground\" has no effect in mode "
                  "\"nonparallel\" (write \"mode\": \"parallel\" in the entry)",
                  "a.json:3: experiments[0].background: \"background\" has no effect in mode "
                  "\"nonparallel\" (write \"mode\": \"parallel\" in the entry)"));
}

TEST(Variants, ContradictingModesAreAProblem) {
  EXPECT_THAT(entry_problems(R"("mode": "mutation", "mutation_type": "default")"),
              ElementsAre("a.json:1: experiments[0].mutation_type: \"default\" contradicts another "
                          "key (keep \"mode\" alone)"));
  EXPECT_THAT(entry_problems(R"("mode": "nonparallel", "experiment_type": "parallel",
    "foreground": {"repo": "resnet", "model": "resnet20"},
    "background": {"repo": "VulBERTa", "model": "mlp"})"),
              ElementsAre(HasSubstr("\"nonparallel\" contradicts \"parallel\"")));
}

TEST(Variants, NumMutationsAreConfigurationsAndRunsPerConfigTheirRuns) {
  const Settings settings = good(R"({"mode": "batch", "runs_per_config": 2, "experiments": [
    {"repo": "resnet", "model": "resnet20", "num_mutations": 3, "mutate": ["epochs"]},
    {"repo": "resnet", "model": "resnet20", "num_mutations": 3, "runs_per_config": 4},
    {"repo": "resnet", "model": "resnet20", "mode": "default"}]})");
  EXPECT_EQ(settings.entries.at(0).runs_per_config, 3);
  EXPECT_EQ(settings.entries.at(0).repeat, 2);
  EXPECT_EQ(settings.entries.at(1).repeat, 4);
  EXPECT_FALSE(settings.entries.at(2).runs_per_config || settings.entries.at(2).repeat);
  EXPECT_THAT(entry_problems(R"("num_mutations": 2, "runs_per_config": 2, "repeat": 2)"),
              ElementsAre(HasSubstr("means the same as \"repeat\"")));
  EXPECT_THAT(problems_of(R"({"runs_per_config": 2, "repeat": 3, "experiments": [
{"repo": "resnet", "model": "resnet20", "num_mutations": 3, "mutate": ["epochs"]}]})"),
              ElementsAre("a.json:2: experiments[0].num_mutations: beside it \"runs_per_config\" "
                          "means the same as \"repeat\", which stands at the top level too (keep "
                          "one of them)"));
  EXPECT_THAT(entry_problems(R"("num_mutations": 2, "mode": "default")"),
              ElementsAre(HasSubstr("\"num_mutations\" has no effect in mode \"default\"")));
}

TEST(Variants, GivenValuesArePinnedBesideWhatIsDrawn) {
  const Entry entry = entry_of(R"("mutate": ["epochs"], "fixed_hyperparams": {"optimizer": "adam"},
    "hyperparameters": {"learning_rate": 0.5})");
  EXPECT_EQ(entry.mode, Mode::mutation);
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("epochs"));
  EXPECT_THAT(
      entry.foreground.hyperparameters,
      ElementsAre(NamedValue{"learning_rate", 0.5}, NamedValue{"optimizer", std::string("adam")}));
  EXPECT_THAT(entry_problems(R"("mutate": ["epochs"], "hyperparameters": {"epochs": 3})"),
              ElementsAre("a.json:1: experiments[0].mutate[0]: \"epochs\" has a given value and is "
                          "mutated (keep one of them)"));
}

TEST(Variants, AllIsEverythingThatIsNotPinned) {
  const Entry entry =
      entry_of(R"("mode": "mutation", "mutate": ["all"], "hyperparameters": {"epochs": 7})");
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("learning_rate"));
}

TEST(Variants, ValuesWithoutAnyModeAreTrainedWithAsTheyAre) {
  const Entry entry = entry_of(R"("hyperparameters": {"epochs": 5})");
  EXPECT_EQ(entry.mode, Mode::fixed);
  EXPECT_THAT(entry.foreground.hyperparameters, ElementsAre(NamedValue{"epochs", std::int64_t{5}}));
  EXPECT_THAT(entry_problems(R"("hyperparameters": {"epochs": 1}, "fixed_hyperparams":
    {"epochs": 2})"),
              ElementsAre(HasSubstr("stands in \"hyperparameters\" too")));
}

TEST(Variants, GlobalSettingsAreTheTopLevels) {
  const Settings settings = good(R"({"global_settings": {"runs_per_config": 4, "comment": "x",
    "use_deduplication": true, "historical_csvs": ["data/a.csv"]},
    "experiments": [{"repo": "VulBERTa", "model": "mlp"}]})");
  EXPECT_EQ(settings.runs_per_config, 4);
  EXPECT_EQ(settings.history.use_deduplication, true);
  EXPECT_THAT(*settings.history.historical_csvs, ElementsAre("data/a.csv"));
  EXPECT_THAT(problems_of(R"({"runs_per_config": 1,
"global_settings": {"runs_per_config": 4}, "experiments": [{"repo": "VulBERTa", "model": "mlp"}]})"),
              ElementsAre("a.json:2: global_settings.runs_per_config: \"runs_per_config\" stands "
                          "at the top level too (keep one of them)"));
}

TEST(Variants, AnArrayIsTheExperiments) {
  const Settings settings = good(R"([{"repo": "VulBERTa", "model": "mlp", "runs_per_config": 6}])");
  EXPECT_EQ(settings.entries.at(0).runs_per_config, 6);
  EXPECT_THAT(settings.notes, ElementsAre("read as: the array stands for \"experiments\""));
}

TEST(Variants, EntriesHaveHistoriesAndBaselineRunsOfTheirOwn) {
  const Entry entry = entry_of(R"("use_deduplication": true, "historical_csvs": ["data/a.csv"],
    "baseline_runs": 2)");
  EXPECT_EQ(entry.history.use_deduplication, true);
  EXPECT_THAT(*entry.history.historical_csvs, ElementsAre("data/a.csv"));
  EXPECT_EQ(entry.baseline_runs, 2);
}

TEST(Variants, BaselineRunsBelongToMutations) {
  EXPECT_THAT(entry_problems(R"("mode": "default", "baseline_runs": 2)"),
              ElementsAre("a.json:1: experiments[0].baseline_runs: \"baseline_runs\" has no effect "
                          "in mode \"default\" (for drawn values write \"mode\": \"mutation\")"));
}

TEST(Variants, NoBaselineRunsMayStandAnywhere) {
  EXPECT_EQ(entry_of(R"("mode": "default", "baseline_runs": 0)").baseline_runs, 0);
}

TEST(Variants, ANamedHistoryCountsUnlessItIsTurnedOff) {
  const auto top = [](const std::string& keys) {
    return good("{" + keys + R"(, "experiments": [{"repo": "VulBERTa", "model": "mlp"}]})");
  };
  EXPECT_EQ(top(R"("history": ["results"])").history.use_deduplication, true);
  const Settings old = top(R"("historical_csvs": ["a.csv"])");
  EXPECT_EQ(old.history.use_deduplication, true);
  EXPECT_THAT(old.notes, ElementsAre(HasSubstr("although \"use_deduplication\" is not given")));
  EXPECT_EQ(
      top(R"("use_deduplication": false, "historical_csvs": ["a.csv"])").history.use_deduplication,
      false);
  EXPECT_THAT(
      problems_of(R"({"history": [], "historical_csvs": [], "experiments": [
{"repo": "VulBERTa", "model": "mlp"}]})"),
      ElementsAre("a.json:1: historical_csvs: means the same as \"history\", which stands here "
                  "too (keep one of them)"));
}

TEST(Variants, SeveralParametersAreMutatedAtOnce) {
  const Entry entry = entry_of(R"("mutate_strategy": "random_multi_param",
    "num_params_per_mutation": [1, 3])");
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("all"));
  EXPECT_EQ(entry.foreground.mutated_at_once->low, 1);
  EXPECT_EQ(entry.foreground.mutated_at_once->high, 2) << "there are only two";
  EXPECT_EQ(entry_of(R"("num_params_per_mutation": 2)").foreground.mutated_at_once->low, 2);
  EXPECT_THAT(entry_problems(R"("num_params_per_mutation": [3, 4])"),
              ElementsAre(HasSubstr("only 2 hyperparameters are mutated")));
  EXPECT_THAT(entry_problems(R"("mutate_strategy": "evolution")"),
              ElementsAre(HasSubstr("unknown strategy \"evolution\"")));
}

TEST(Variants, KeysOfThePastPassWithANote) {
  const Settings settings = good(R"({"created": "2025", "cleanup_gpu_memory": true,
    "background": {"issue": "why this file exists"}, "experiments": [
    {"comment": "=== part ===", "total_experiments": 5},
    {"experiment_id": 1, "repo": "VulBERTa", "model": "mlp"}]})");
  EXPECT_EQ(settings.entries.size(), 1u);
  EXPECT_THAT(settings.notes,
              ElementsAre("read as: in experiments[0], there is nothing to run; without effect: "
                          "\"experiment_id\", \"background\", \"created\", "
                          "\"cleanup_gpu_memory\""));
}

TEST(Variants, DescriptionsThatWouldChangeARunAreProblems) {
  EXPECT_THAT(problems_of(R"({"mutation_strategy": {"epochs": {"multipliers": [1, 2]}},
"experiments": [{"repo": "VulBERTa", "model": "mlp"}]})"),
              ElementsAre(HasSubstr("mutation_strategy: has no effect on draws")));
  EXPECT_THAT(problems_of(R"({"deduplication": {"enabled": true}, "experiments": [
{"repo": "VulBERTa", "model": "mlp"}]})"),
              ElementsAre(HasSubstr("deduplication.enabled: has no effect here")));
  EXPECT_THAT(problems_of(R"({"background": {"repo": "VulBERTa"}, "experiments": [
{"repo": "VulBERTa", "model": "mlp"}]})"),
              ElementsAre(HasSubstr("background: is a key of an entry")));
}

TEST(Variants, RemarksMayStandTwice) {
  EXPECT_EQ(entry_of(R"("comment": "=== part ===", "mutate": ["epochs"], "comment": "x")").mode,
            Mode::mutation);
}

TEST(Variants, WhatDoesNotExistStaysAProblemUnderEverySpelling) {
  EXPECT_THAT(entry_problems(R"("mutate_params": {"dropout": {"min": 0}})"),
              ElementsAre(HasSubstr("--skip-unsupported leaves the hyperparameter out")));
  EXPECT_THAT(entry_problems(R"("mutate": ["epochs"], "fixed_hyperparams": {"batchsize": 8})"),
              ElementsAre(HasSubstr("fixed_hyperparams.batchsize: \"resnet\" has no "
                                    "hyperparameter \"batchsize\"")));
}

}  // namespace
}  // namespace mutation
