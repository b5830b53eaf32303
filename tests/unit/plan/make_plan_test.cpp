#include "plan/make_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan_time.h"
#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

Plan planned(const Settings& settings, const SettingsOverrides& overrides = {},
             const Catalogue& known = catalogue()) {
  return make_plan(settings, known, overrides, "/root", 42).value();
}

std::vector<double> idle_seconds(const Plan& plan) {
  std::vector<double> seconds;
  for (const PlannedRun& run : plan.runs) seconds.push_back(run.minimum_idle.count());
  return seconds;
}

std::vector<std::string> ids(const Plan& plan) {
  std::vector<std::string> all;
  for (const PlannedRun& run : plan.runs) all.push_back(run.experiment_id);
  return all;
}

TEST(MakePlan, WritesOutAParallelRunInFull) {
  Settings asked = settings({parallel(mutation_entry(0, {"learning_rate"}))});
  asked.experiment_name = "cooling";
  asked.runs_per_config = 3;
  asked.governor = "performance";
  asked.notes = {"a note of the settings"};

  const Plan plan = planned(asked);
  EXPECT_EQ(plan.seed, 42u);
  EXPECT_EQ(plan.experiment_name, "cooling");
  EXPECT_EQ(plan.governor, "performance");
  EXPECT_THAT(plan.notes, ElementsAre("a note of the settings"));
  EXPECT_THAT(ids(plan), ElementsAre("resnet_resnet20_001_parallel", "resnet_resnet20_002_parallel",
                                     "resnet_resnet20_003_parallel"));

  const PlannedRun& second = plan.runs[1];
  EXPECT_EQ(second.index, 2);
  EXPECT_EQ(second.entry, 0);
  EXPECT_EQ(second.mode, Mode::parallel);
  EXPECT_EQ(second.max_retries, 2);
  EXPECT_THAT(second.devices, IsEmpty());

  const PlannedTraining& foreground = second.foreground;
  EXPECT_EQ(foreground.repo, "resnet");
  EXPECT_EQ(foreground.model, "resnet20");
  EXPECT_EQ(foreground.directory, "/root/repos/resnet");
  EXPECT_EQ(foreground.train_script, "/root/repos/resnet/train.sh");
  EXPECT_THAT(foreground.hyperparameters,
              ElementsAre(NamedValue{"learning_rate", 0.051392905028301246}));
  EXPECT_THAT(foreground.effective_hyperparameters,
              ElementsAre(NamedValue{"epochs", whole(10)},
                          NamedValue{"learning_rate", 0.051392905028301246}));
  EXPECT_THAT(foreground.mutated, ElementsAre("learning_rate"));
  EXPECT_THAT(foreground.command,
              ElementsAre("./train.sh", "-n", "resnet20", "--lr", "0.051392905028301246"));
  ASSERT_THAT(foreground.metrics, SizeIs(1));
  EXPECT_EQ(foreground.metrics[0].name, "accuracy");
  EXPECT_EQ(foreground.ready_pattern, "Epoch 1");

  ASSERT_TRUE(second.background.has_value());
  EXPECT_EQ(second.background->directory, "/root/repos/VulBERTa");
  EXPECT_THAT(second.background->mutated, IsEmpty());
  EXPECT_THAT(second.background->command, ElementsAre("./train.sh", "-n", "mlp", "-d", "d2a", "-v",
                                                      "--epochs", "1", "--lr", "0.001"));
}

TEST(MakePlan, DrawsAllInCatalogueOrderAndOthersInTheOrderAsked) {
  const Plan all = planned(settings({mutation_entry(0, {"all"})}));
  EXPECT_THAT(all.runs[0].foreground.mutated, ElementsAre("epochs", "learning_rate", "seed"));
  const Plan asked = planned(settings({mutation_entry(0, {"seed", "learning_rate", "epochs"})}));
  EXPECT_THAT(asked.runs[0].foreground.hyperparameters,
              ElementsAre(NamedValue{"seed", whole(1824)},
                          NamedValue{"learning_rate", 0.051392905028301246},
                          NamedValue{"epochs", whole(9)}));
  EXPECT_THAT(asked.runs[0].foreground.command,
              ElementsAre("./train.sh", "-n", "resnet20", "--seed", "1824", "--lr",
                          "0.051392905028301246", "-e", "9"));
}

TEST(MakePlan, GoesOnWithTheSameGeneratorInTheNextEntry) {
  // The values of the three runs of one entry, spread over two.
  Entry first = mutation_entry(0, {"learning_rate"});
  first.runs_per_config = 2;
  const Plan plan = planned(settings({first, mutation_entry(1, {"learning_rate"})}));
  ASSERT_THAT(plan.runs, SizeIs(3));
  EXPECT_EQ(plan.runs[0].foreground.hyperparameters[0].value, Value(0.10093786645433042));
  EXPECT_EQ(plan.runs[2].foreground.hyperparameters[0].value, Value(0.06763824613797234));
}

TEST(MakePlan, RepeatsAGivenConfigurationAndDrawsNothingForIt) {
  Entry fixed = fixed_entry(0, {{"seed", whole(7)}, {"learning_rate", 0.5}});
  fixed.runs_per_config = 2;
  const Plan plan = planned(settings({fixed, mutation_entry(1, {"learning_rate"})}));
  EXPECT_THAT(ids(plan),
              ElementsAre("resnet_resnet20_001", "resnet_resnet20_002", "resnet_resnet20_003"));
  EXPECT_EQ(plan.runs[0].mode, Mode::fixed);
  EXPECT_EQ(plan.runs[0].foreground.hyperparameters, plan.runs[1].foreground.hyperparameters);
  EXPECT_THAT(plan.runs[1].foreground.command,
              ElementsAre("./train.sh", "-n", "resnet20", "--seed", "7", "--lr", "0.5"));
  EXPECT_THAT(plan.runs[1].foreground.mutated, IsEmpty());
  EXPECT_EQ(plan.runs[2].foreground.hyperparameters[0].value, Value(0.10093786645433042));
}

TEST(MakePlan, GivesAFixedForegroundBesideABackgroundAsItStands) {
  const Plan plan = planned(settings({parallel(fixed_entry(0, {{"epochs", whole(2)}}))}));
  EXPECT_EQ(plan.runs[0].mode, Mode::parallel);
  EXPECT_THAT(plan.runs[0].foreground.hyperparameters, ElementsAre(NamedValue{"epochs", whole(2)}));
  EXPECT_THAT(plan.runs[0].foreground.mutated, IsEmpty());
}

TEST(MakePlan, WaitsCoolingWithinAnEntryAndConfigSleepBetweenEntriesNeverBoth) {
  Settings asked = settings({fixed_entry(0, {}), parallel(fixed_entry(1, {}))});
  asked.runs_per_config = 2;
  asked.timings.cooling = 60s;
  asked.timings.config_sleep = 45s;
  asked.entries[1].timings.cooling = 90.5s;
  const Plan plan = planned(asked);
  EXPECT_THAT(idle_seconds(plan), ElementsAre(0, 60, 45, 90.5));
  EXPECT_EQ(known_waits(plan.runs[1]), 60s);
  EXPECT_EQ(known_waits(plan.runs[2]), 75s);  // and 30 s for the background to start up
  EXPECT_EQ(minimum_waits(plan), 60s + 45s + 90.5s + 2 * 30s);
}

TEST(MakePlan, TakesRunsFromFlagThenEntryThenForegroundThenTop) {
  Settings asked = settings({fixed_entry(0, {})});
  EXPECT_THAT(planned(asked).runs, SizeIs(1));
  asked.runs_per_config = 2;
  EXPECT_THAT(planned(asked).runs, SizeIs(2));
  asked.entries[0].foreground_runs_per_config = 3;
  EXPECT_THAT(planned(asked).runs, SizeIs(3));
  asked.entries[0].runs_per_config = 4;
  EXPECT_THAT(planned(asked).runs, SizeIs(4));
  SettingsOverrides flags;
  flags.runs_per_config = 5;
  EXPECT_THAT(planned(asked, flags).runs, SizeIs(5));
}

TEST(MakePlan, TakesRetriesDevicesAndGovernorFromTheNearestLevel) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.max_retries = 5;
  asked.devices = {"1"};
  asked.governor = "powersave";
  asked.entries[1].max_retries = 0;
  asked.entries[1].devices = {"2", "3"};
  const Plan plan = planned(asked);
  EXPECT_EQ(plan.runs[0].max_retries, 5);
  EXPECT_EQ(plan.runs[1].max_retries, 0);
  EXPECT_THAT(plan.runs[0].devices, ElementsAre("1"));
  EXPECT_THAT(plan.runs[1].devices, ElementsAre("2", "3"));
  EXPECT_EQ(plan.governor, "powersave");

  SettingsOverrides flags;
  flags.max_retries = 1;
  flags.devices = {"0"};
  flags.governor = "performance";
  const Plan overridden = planned(asked, flags);
  EXPECT_EQ(overridden.runs[1].max_retries, 1);
  EXPECT_THAT(overridden.runs[1].devices, ElementsAre("0"));
  EXPECT_EQ(overridden.governor, "performance");
}

TEST(MakePlan, TheCataloguesTimeoutHoldsWhereTheSettingsGiveNone) {
  Catalogue known = catalogue();
  known.repos[0].timeout = 100s;
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.entries[1].timings.timeout = 7s;
  const auto plan = make_plan(asked, known, {}, "/root", 1, {});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->runs[0].timings.timeout, 100s);
  EXPECT_EQ(plan->runs[1].timings.timeout, 7s);
}

TEST(MakePlan, TakesEachTimingByItself) {
  Settings asked = settings({fixed_entry(0, {})});
  asked.timings.cooling = 10s;
  asked.timings.retry_sleep = 11s;
  asked.timings.timeout = 12s;
  asked.entries[0].timings.cooling = 20s;
  asked.entries[0].timings.retry_sleep = 21s;
  SettingsOverrides flags;
  flags.timings.cooling = 1.5s;
  const Timings timings = planned(asked, flags).runs[0].timings;
  EXPECT_EQ(timings.cooling, 1.5s);
  EXPECT_EQ(timings.retry_sleep, 21s);
  EXPECT_EQ(timings.timeout, Seconds(12));
  EXPECT_EQ(timings.background_startup_wait, 30s);
}

TEST(MakePlan, SetsEachEnvironmentNameOnceAndTheNearestLevelWins) {
  Settings asked = settings({parallel(fixed_entry(0, {}))});
  asked.environment = {{"WHO", "settings"}, {"HF_HUB_OFFLINE", "1"}};
  asked.entries[0].environment = {{"HF_HUB_OFFLINE", "0"}};
  const Plan plan = planned(asked);
  EXPECT_THAT(plan.runs[0].foreground.environment,
              ElementsAre(Pair("OMP_NUM_THREADS", "1"), Pair("WHO", "settings"),
                          Pair("HF_HUB_OFFLINE", "0")));
  EXPECT_THAT(plan.runs[0].background->environment,
              ElementsAre(Pair("WHO", "settings"), Pair("HF_HUB_OFFLINE", "0")));
}

TEST(MakePlan, NamesFoldersSafelyAndCountsBeyondThreeDigits) {
  Catalogue known = catalogue();
  known.repos[0].name = "群/bert v2";
  Entry entry = fixed_entry(0, {});
  entry.foreground.repo = "群/bert v2";
  entry.foreground.model = "../m";
  entry.runs_per_config = 1000;
  const Plan plan = planned(settings({entry}), {}, known);
  EXPECT_EQ(plan.runs[0].experiment_id, "__bert_v2_.._m_001");
  EXPECT_EQ(plan.runs[999].experiment_id, "__bert_v2_.._m_1000");
}

TEST(MakePlan, TakesAnAbsoluteRepoPathAsItIs) {
  Catalogue known = catalogue();
  known.repos[0].path = "/data/../models/resnet";
  const Plan plan = planned(settings({fixed_entry(0, {})}), {}, known);
  EXPECT_EQ(plan.runs[0].foreground.directory, "/models/resnet");
}

TEST(MakePlan, NotesWhatCouldNotBeDrawn) {
  Catalogue known = catalogue();
  known.repos[0].hyperparameters[1].range.reset();
  known.repos[0].hyperparameters.pop_back();
  Settings asked = settings({fixed_entry(0, {}), mutation_entry(1, {"all"})});
  asked.runs_per_config = 12;
  const Plan plan = planned(asked, {}, known);
  EXPECT_THAT(plan.runs, SizeIs(12 + 10));
  EXPECT_THAT(
      plan.notes,
      ElementsAre("entry 2: \"learning_rate\" has no range in the catalogue and is not mutated",
                  "entry 2: only 11 distinct values exist, 10 are left (the defaults are left "
                  "out), 12 were asked: 10 runs planned"));
}

std::string error_of(const Settings& settings, const Catalogue& known = catalogue()) {
  return make_plan(settings, known, {}, "/root", 42).error().message;
}

TEST(MakePlan, FailsWhereNothingCanBePlanned) {
  EXPECT_EQ(error_of(settings({})), "there is no run to plan");
  Catalogue known = catalogue();
  HyperparameterSpec& rate = known.repos[0].hyperparameters[1];
  const Settings asked = settings({mutation_entry(0, {"learning_rate"})});
  rate.range = Range{0, 1};
  EXPECT_EQ(error_of(asked, known),
            "planning entry 1: \"learning_rate\" cannot be drawn: log_uniform needs a range above "
            "0, not [0.0, 1.0]");
  rate.range = Range{0.1, 0.1};
  EXPECT_EQ(error_of(asked, known),
            "there is no run to plan: entry 1: only one value exists (floats that agree to 6 "
            "significant digits count as the same), 0 are left (the defaults are left out), 1 was "
            "asked: 0 runs planned");
  Settings beside = asked;
  beside.entries.push_back(fixed_entry(1, {}));
  EXPECT_THAT(make_plan(beside, known, {}, "/root", 42).value().runs, SizeIs(1));
  known.repos[0].hyperparameters.clear();
  EXPECT_EQ(error_of(settings({mutation_entry(0, {"all"})}), known),
            "planning entry 1: there is nothing to mutate in resnet");
  Settings absurd = settings({fixed_entry(0, {})});
  absurd.runs_per_config = 1'000'001;
  EXPECT_EQ(error_of(absurd), "planning entry 1: more than 1000000 runs");
}

TEST(MakePlan, PutsWarmUpsBeforeAnEntrysFirstRun) {
  Settings asked = settings({fixed_entry(0, {})});
  asked.runs_per_config = 2;
  asked.rules.warmup_runs = 2;
  const Plan plan = planned(asked);
  ASSERT_THAT(plan.runs, SizeIs(4));
  EXPECT_EQ(plan.runs[0].role, Role::warm_up);
  EXPECT_EQ(plan.runs[1].experiment_id,
            plan.runs[0].foreground.repo + "_" + plan.runs[0].foreground.model + "_002_warmup");
  EXPECT_EQ(plan.runs[0].minimum_idle, Seconds(0)) << "the first of the session";
  EXPECT_EQ(plan.runs[1].minimum_idle, Seconds(60));
  EXPECT_EQ(plan.runs[1].max_retries, 0);
  EXPECT_EQ(plan.runs[2].role, Role::measured);
  EXPECT_EQ(plan.runs[2].index, 3);
  EXPECT_EQ(plan.runs[2].minimum_idle, Seconds(60));
}

TEST(MakePlan, AWarmUpBehindAnotherEntryWaitsAsAnyRunThere) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.rules.warmup_runs = 1;
  asked.timings.config_sleep = 25s;
  const Plan plan = planned(asked);
  ASSERT_THAT(plan.runs, SizeIs(4));
  EXPECT_EQ(plan.runs[2].role, Role::warm_up);
  EXPECT_EQ(plan.runs[2].minimum_idle, Seconds(25));
  EXPECT_EQ(plan.runs[3].minimum_idle, Seconds(60));
}

TEST(MakePlan, WarmsTheDeviceOnceWhereItsStartTemperatureIsLearned) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.rules.cooling_policy = CoolingPolicy::match;
  EXPECT_THAT(planned(asked).runs, SizeIs(3));
  asked.rules.start_temperature_celsius = 40;
  EXPECT_THAT(planned(asked).runs, SizeIs(2)) << "it is given";
}

TEST(MakePlan, AStartTemperatureThatNothingMatchesIsAnError) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.entries[1].rules.start_temperature_celsius = 40;
  EXPECT_EQ(error_of(asked),
            "planning entry 2: \"start_temperature_celsius\" has no effect with "
            "\"cooling_policy\" \"settled\"");
  asked.rules.cooling_policy = CoolingPolicy::match;
  EXPECT_THAT(planned(asked).runs, SizeIs(3)) << "the levels count together";
}

TEST(MakePlan, PlansAHundredThousandRuns) {
  Settings asked = settings({mutation_entry(0, {"all"})});
  asked.runs_per_config = 100'000;
  const Plan plan = planned(asked);
  EXPECT_THAT(plan.runs, SizeIs(100'000));
  EXPECT_EQ(plan.runs.back().experiment_id, "resnet_resnet20_100000");
}

TEST(MakePlan, GivesTheSamePlanForTheSameSeedOnly) {
  const Settings asked = settings({mutation_entry(0, {"all"})});
  const auto values = [&](std::uint64_t seed) {
    return make_plan(asked, catalogue(), {}, "/root", seed)->runs[0].foreground.hyperparameters;
  };
  EXPECT_EQ(values(1), values(1));
  EXPECT_NE(values(1), values(2));
}

}  // namespace
}  // namespace mutation
