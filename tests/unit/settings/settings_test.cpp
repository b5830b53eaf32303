// Settings files that are right: what they become.
#include <gmock/gmock.h>

#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// The settings; the test fails when there are problems.
Settings good(std::string_view text, ReadOptions options = {}) {
  auto outcome = settings_of(text, options);
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or(Settings{});
}

TEST(Settings, AnEntryAloneIsAMutationOfEverything) {
  const Settings settings = good(with_entry(R"({"repo": "VulBERTa", "model": "mlp"})"));
  EXPECT_EQ(settings.experiment_name, "unnamed");
  EXPECT_EQ(settings.file, "a.json");
  EXPECT_FALSE(settings.governor || settings.runs_per_config || settings.max_retries);
  ASSERT_EQ(settings.entries.size(), 1u);
  const Entry& entry = settings.entries[0];
  EXPECT_EQ(entry.index, 0);
  EXPECT_EQ(entry.mode, Mode::mutation);
  EXPECT_EQ(entry.foreground.repo, "VulBERTa");
  EXPECT_EQ(entry.foreground.model, "mlp");
  EXPECT_EQ(entry.foreground.mode, Mode::mutation);
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("all"));
  EXPECT_FALSE(entry.background);
  EXPECT_THAT(settings.notes, IsEmpty());
}

TEST(Settings, ReadsEveryKeyOfTheTopLevel) {
  const Settings settings = good(R"({
    "experiment_name": "n", "description": "d", "mode": "default", "governor": "performance",
    "runs_per_config": 4, "max_retries": 0, "devices": [1, "GPU-abc"],
    "environment": {"A": "b"}, "use_deduplication": false, "historical_csvs": ["x.csv"],
    "cooling_seconds": 0.5, "timeout": 3600,
    "experiments": [{"repo": "plain", "model": "default"}]})");
  EXPECT_EQ(settings.experiment_name, "n");
  EXPECT_EQ(settings.description, "d");
  EXPECT_EQ(settings.mode, Mode::fixed);
  EXPECT_EQ(settings.governor, "performance");
  EXPECT_EQ(settings.runs_per_config, 4);
  EXPECT_EQ(settings.max_retries, 0);
  EXPECT_THAT(settings.devices, ElementsAre("1", "GPU-abc"));
  EXPECT_THAT(settings.environment, ElementsAre(Pair("A", "b")));
  EXPECT_EQ(settings.timings.cooling, Seconds(0.5));
  EXPECT_EQ(settings.timings.timeout, Seconds(3600));
  EXPECT_FALSE(settings.timings.cooling_max);
  EXPECT_EQ(settings.entries[0].mode, Mode::fixed);
}

TEST(Settings, EveryRuleHasItsKeyAtTheTopAndInEntries) {
  const Settings settings = good(R"({"cooling_policy": "fixed", "warmup_runs": 1,
    "experiments": [{"repo": "plain", "model": "default", "mode": "default",
      "cooling_policy": "match",
      "start_temperature_celsius": 45, "start_temperature_band_celsius": 2.5,
      "idle_temperature_celsius": 33, "idle_power_watts": 70, "minimum_load_fraction": 0.5,
      "foreign_cpu_max_fraction": 0.2, "throttling_max_fraction": 0, "warmup_runs": 2,
      "strangers": "refuse"}]})");
  EXPECT_EQ(settings.rules.cooling_policy, CoolingPolicy::fixed);
  EXPECT_EQ(settings.rules.warmup_runs, 1);
  EXPECT_FALSE(settings.rules.strangers || settings.rules.idle_power_watts);
  const RuleOptions& rules = settings.entries[0].rules;
  EXPECT_EQ(rules.cooling_policy, CoolingPolicy::match);
  EXPECT_EQ(rules.start_temperature_celsius, 45);
  EXPECT_EQ(rules.start_temperature_band_celsius, 2.5);
  EXPECT_EQ(rules.idle_temperature_celsius, 33);
  EXPECT_EQ(rules.idle_power_watts, 70);
  EXPECT_EQ(rules.minimum_load_fraction, 0.5);
  EXPECT_EQ(rules.foreign_cpu_max_fraction, 0.2);
  EXPECT_EQ(rules.throttling_max_fraction, 0);
  EXPECT_EQ(rules.warmup_runs, 2);
  EXPECT_EQ(rules.strangers, StrangerPolicy::refuse);
}

TEST(Settings, ARuleWithAnotherWordIsAProblem) {
  EXPECT_THAT(
      to_lines(settings_of(with_entry(R"({"repo": "plain", "model": "default", "mode": "default",
                "cooling_policy": "setled"})"))
                   .problems),
      ElementsAre(testing::AllOf(testing::HasSubstr("unknown cooling_policy \"setled\""),
                                 testing::HasSubstr("\"settled\""))));
}

TEST(Settings, ABackgroundsReadyPatternIsKept) {
  const Settings settings = good(with_entry(R"({"foreground": {"repo": "VulBERTa", "model": "mlp"},
      "background": {"repo": "VulBERTa", "model": "mlp", "ready_pattern": "Epoch [1-9]"}})"));
  EXPECT_EQ(settings.entries[0].background->ready_pattern, "Epoch [1-9]");
}

TEST(Settings, EveryTimingHasItsKey) {
  const Settings settings = good(with_entry(R"({"repo": "VulBERTa", "model": "mlp",
    "background_startup_wait_seconds": 1, "background_ready_max_seconds": 2, "cooling_seconds": 3,
    "cooling_max_seconds": 4, "config_sleep_seconds": 5, "retry_sleep_seconds": 6,
    "background_restart_delay_seconds": 7, "termination_timeout_seconds": 8, "timeout": 9})"));
  const TimingOptions& timings = settings.entries[0].timings;
  EXPECT_EQ(timings.background_startup_wait, Seconds(1));
  EXPECT_EQ(timings.background_ready_max, Seconds(2));
  EXPECT_EQ(timings.cooling, Seconds(3));
  EXPECT_EQ(timings.cooling_max, Seconds(4));
  EXPECT_EQ(timings.config_sleep, Seconds(5));
  EXPECT_EQ(timings.retry_sleep, Seconds(6));
  EXPECT_EQ(timings.background_restart_delay, Seconds(7));
  EXPECT_EQ(timings.termination_timeout, Seconds(8));
  EXPECT_EQ(timings.timeout, Seconds(9));
}

TEST(Settings, AMaximumBelowItsMinimumIsFine) {
  const Settings settings = good(R"({"cooling_seconds": 60, "cooling_max_seconds": 0,
    "background_startup_wait_seconds": 30, "background_ready_max_seconds": 10,
    "experiments": [{"repo": "VulBERTa", "model": "mlp"}]})");
  EXPECT_EQ(settings.timings.cooling_max, Seconds(0));
}

TEST(Settings, FixedHyperparametersTakeTheirDeclaredTypesExactly) {
  const Settings settings = good(with_entry(R"({"repo": "resnet", "model": "resnet20",
    "mode": "default",
    "hyperparameters": {"learning_rate": 1, "_why": "x", "optimizer": 5, "epochs": 200.0}})"));
  const TrainingRequest& training = settings.entries[0].foreground;
  EXPECT_EQ(training.mode, Mode::fixed);
  EXPECT_THAT(training.hyperparameters, ElementsAre(NamedValue{"learning_rate", 1.0},
                                                    NamedValue{"optimizer", std::string("5")},
                                                    NamedValue{"epochs", std::int64_t{200}}))
      << "in the order of the file; ranges bound draws only";
  EXPECT_THAT(training.mutate, IsEmpty());
}

TEST(Settings, MutateKeepsTheOrderOfTheRequest) {
  const Settings settings = good(with_entry(
      R"({"repo": "resnet", "model": "resnet56", "mutate": ["learning_rate", "epochs"]})"));
  EXPECT_THAT(settings.entries[0].foreground.mutate, ElementsAre("learning_rate", "epochs"));
}

TEST(Settings, AllLeavesOutWhatHasNoRangeAndSaysSo) {
  const Settings settings =
      good(with_entry(R"({"repo": "resnet", "model": "resnet20", "mutate": ["all"]})"));
  EXPECT_THAT(settings.entries[0].foreground.mutate, ElementsAre("all"));
  EXPECT_THAT(settings.notes,
              ElementsAre("experiments[0].mutate: \"all\" leaves out \"optimizer\": the catalogue "
                          "gives no range for it"));
}

TEST(Settings, EntriesHaveTheirOwnRunsRetriesDevicesAndEnvironment) {
  const Settings settings = good(R"({"runs_per_config": 9, "experiments": [
    {"repo": "VulBERTa", "model": "mlp", "runs_per_config": 2, "max_retries": 1,
     "devices": ["0"], "environment": {"A": "c"}}]})");
  const Entry& entry = settings.entries[0];
  EXPECT_EQ(entry.runs_per_config, 2);
  EXPECT_EQ(entry.max_retries, 1);
  EXPECT_THAT(entry.devices, ElementsAre("0"));
  EXPECT_THAT(entry.environment, ElementsAre(Pair("A", "c")));
}

constexpr const char* kBackground =
    R"("background": {"repo": "VulBERTa", "model": "mlp", "mode": "default",
                      "hyperparameters": {"epochs": 1}})";

TEST(Settings, AParallelEntryHasForegroundAndBackground) {
  const Settings settings = good(R"({"mode": "parallel", "experiments": [{
    "foreground": {"repo": "resnet", "model": "resnet20", "mutate": ["learning_rate"],
                   "runs_per_config": 5}, )" +
                                 std::string(kBackground) + "}]}");
  const Entry& entry = settings.entries.at(0);
  EXPECT_EQ(entry.mode, Mode::parallel);
  EXPECT_EQ(entry.foreground.repo, "resnet");
  EXPECT_EQ(entry.foreground.mode, Mode::mutation);
  EXPECT_THAT(entry.foreground.mutate, ElementsAre("learning_rate"));
  EXPECT_EQ(entry.foreground_runs_per_config, 5);
  EXPECT_FALSE(entry.runs_per_config);
  ASSERT_TRUE(entry.background);
  EXPECT_EQ(entry.background->repo, "VulBERTa");
  EXPECT_EQ(entry.background->mode, Mode::fixed);
  EXPECT_THAT(entry.background->hyperparameters,
              ElementsAre(NamedValue{"epochs", std::int64_t{1}}));
  EXPECT_THAT(settings.notes, IsEmpty());
}

TEST(Settings, AParallelEntrysRepoAndModelStandInForTheForegrounds) {
  const Settings settings = good(R"({"mode": "parallel", "experiments": [{
    "repo": "resnet", "model": "resnet56", "foreground": {"mode": "default"}, )" +
                                 std::string(kBackground) + "}]}");
  EXPECT_EQ(settings.entries.at(0).foreground.repo, "resnet");
  EXPECT_EQ(settings.entries.at(0).foreground.model, "resnet56");
  EXPECT_EQ(settings.entries.at(0).foreground.mode, Mode::fixed);
}

TEST(Settings, PlaceholdersInAParallelEntryArePassedOverWithANote) {
  const Settings settings = good(R"({"mode": "parallel", "experiments": [{
    "repo": "placeholder", "model": "placeholder",
    "foreground": {"repo": "VulBERTa", "model": "mlp"}, )" +
                                 std::string(kBackground) + "}]}");
  EXPECT_EQ(settings.entries.at(0).foreground.repo, "VulBERTa");
  EXPECT_THAT(settings.notes,
              ElementsAre("read as: in experiments[0], \"placeholder\" is passed over"));
}

TEST(Settings, WithoutAnyModeForegroundAndBackgroundMakeAnEntryParallel) {
  const Settings settings = good(with_entry(
      R"({"foreground": {"repo": "VulBERTa", "model": "mlp"}, )" + std::string(kBackground) + "}"));
  EXPECT_EQ(settings.entries.at(0).mode, Mode::parallel);
  EXPECT_THAT(settings.notes, ElementsAre("read as: in experiments[0], no mode is given: with "
                                          "foreground and background it is \"parallel\""));
}

TEST(Settings, CommentEntriesArePassedOverAndPositionsKept) {
  const Settings settings = good(R"({"experiments": [{"comment": "=== section ==="},
    {"repo": "VulBERTa", "model": "mlp", "comment": "x", "note": 5, "_why": {}, "target_runs": [1],
     "expected_time": "1 h", "estimated_duration_hours": 0.5, "notes": []}]})");
  ASSERT_EQ(settings.entries.size(), 1u);
  EXPECT_EQ(settings.entries[0].index, 1);
  EXPECT_THAT(settings.notes, ElementsAre("read as: in experiments[0], there is nothing to run"));
}

TEST(Settings, SkipUnsupportedLeavesOutWhatDoesNotExistAndNotesIt) {
  const Settings settings = good(R"({"experiments": [
    {"repo": "MRT-OAST", "model": "default"},
    {"repo": "resnet", "model": "resnet21"},
    {"repo": "resnet", "model": "resnet20", "mutate": ["dropout", "epochs"]},
    {"repo": "resnet", "model": "resnet20", "mutate": ["dropout"]},
    {"repo": "resnet", "model": "resnet20", "mode": "default",
     "hyperparameters": {"dropout": 0.2, "epochs": 3}}]})",
                                 {.skip_unsupported = true});
  ASSERT_EQ(settings.entries.size(), 2u);
  EXPECT_EQ(settings.entries[0].index, 2);
  EXPECT_THAT(settings.entries[0].foreground.mutate, ElementsAre("epochs"));
  EXPECT_EQ(settings.entries[1].index, 4);
  EXPECT_THAT(settings.entries[1].foreground.hyperparameters,
              ElementsAre(NamedValue{"epochs", std::int64_t{3}}));
  EXPECT_THAT(
      settings.notes,
      ElementsAre(
          "experiments[0].repo: unknown repo \"MRT-OAST\": the entry left out (--skip-unsupported)",
          "experiments[1].model: \"resnet\" has no model \"resnet21\": the entry left out "
          "(--skip-unsupported)",
          "experiments[2].mutate[0]: \"resnet\" has no hyperparameter \"dropout\": the "
          "hyperparameter left out (--skip-unsupported)",
          "experiments[3].mutate[0]: \"resnet\" has no hyperparameter \"dropout\": the "
          "hyperparameter left out (--skip-unsupported)",
          "experiments[3].mutate: nothing is left to mutate: the entry left out",
          "experiments[4].hyperparameters.dropout: \"resnet\" has no hyperparameter \"dropout\": "
          "the "
          "hyperparameter left out (--skip-unsupported)"));
}

TEST(Settings, DirectModeIsAOneEntryFileOnTheSamePath) {
  const Settings settings = good(settings_text({.repo = "resnet",
                                                .model = "resnet20",
                                                .mutate = "epochs, learning_rate",
                                                .runs = 3,
                                                .governor = "powersave",
                                                .max_retries = 0}));
  EXPECT_EQ(settings.runs_per_config, 3);
  EXPECT_EQ(settings.governor, "powersave");
  EXPECT_EQ(settings.max_retries, 0);
  EXPECT_EQ(settings.entries.at(0).foreground.model, "resnet20");
  EXPECT_THAT(settings.entries.at(0).foreground.mutate, ElementsAre("epochs", "learning_rate"));
}

TEST(Settings, DirectModeLeavesOutWhatWasNotAsked) {
  const Settings settings =
      good(settings_text({.repo = "VulBERTa", .model = "mlp", .mutate = "all"}));
  EXPECT_EQ(settings.runs_per_config, 1);
  EXPECT_FALSE(settings.governor || settings.max_retries);
  EXPECT_THAT(settings.entries.at(0).foreground.mutate, ElementsAre("all"));
}

TEST(Settings, DirectModeSurvivesAnyBytes) {
  const auto outcome =
      settings_of(settings_text({.repo = "a\"\xFF\\", .model = "m", .mutate = ","}));
  EXPECT_EQ(to_lines(outcome.problems).size(), 1u);
}

}  // namespace
}  // namespace mutation
