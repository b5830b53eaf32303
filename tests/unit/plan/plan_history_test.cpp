// Whole plans: what history, repeats, baselines and orders make of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "plan/known_configurations.h"
#include "plan/make_plan.h"
#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Plan planned(const Settings& settings, const History& history = {},
             const SettingsOverrides& overrides = {}) {
  return make_plan(settings, catalogue(), overrides, "/root", 42, history).value();
}

PastConfiguration past(Hyperparameters given, bool parallel = false) {
  return {"resnet", "resnet20", parallel, std::move(given)};
}

History epochs_run_before(std::initializer_list<double> epochs) {
  PastFile file{"old.csv", {}};
  for (const double number : epochs) file.configurations.push_back(past({{"epochs", number}}));
  return {file};
}

Entry twenty_epochs(int index) {
  Entry entry = mutation_entry(index, {"epochs"});
  entry.runs_per_config = 20;
  return entry;
}

std::multiset<std::string> values(const Plan& plan) {
  std::multiset<std::string> texts;
  for (const PlannedRun& run : plan.runs) texts.insert(to_text(run.foreground.hyperparameters));
  return texts;
}

TEST(History, SaysWhatOfItDoesNotCountAndWhatIsMissing) {
  Settings asked = settings({twenty_epochs(0)});
  asked.history = {true, std::vector<std::string>{"old.csv", "gone.csv"}};
  History history = epochs_run_before({5});
  history[0].failed = 2;
  history[0].notes = {"old.csv: a row was cut off"};
  history.push_back({.path = "gone.csv", .missing = "there is nothing at gone.csv"});
  const Plan plan = planned(asked, history);
  EXPECT_THAT(plan.notes,
              Contains("draws are compared with old.csv: 1 runs, 1 of them of models in "
                       "these settings; 2 that failed do not count"));
  EXPECT_THAT(plan.notes, Contains("old.csv: a row was cut off"));
  EXPECT_THAT(plan.notes, Contains("draws are not compared with gone.csv: there is nothing at "
                                   "gone.csv (--skip-unsupported)"));
}

TEST(History, IsNotRunAgainAndCountedInWhatIsLeft) {
  Settings asked = settings({twenty_epochs(0)});
  asked.history = {true, std::vector<std::string>{"old.csv"}};
  const Plan plan = planned(asked, epochs_run_before({5, 6, 7, 8, 9, 11}));
  EXPECT_THAT(values(plan), ElementsAre("epochs=12", "epochs=13", "epochs=14", "epochs=15"));
  EXPECT_THAT(plan.notes,
              ElementsAre("draws are compared with old.csv: 6 runs, 6 of them of models in these "
                          "settings",
                          "entry 1: only 11 distinct values exist, 4 are left (the defaults are "
                          "left out, 6 are known already), 20 were asked: 4 runs planned"));
}

TEST(History, OfParallelRunsIsAnother) {
  Settings asked = settings({parallel(twenty_epochs(0))});
  asked.history = {true, std::vector<std::string>{"old.csv"}};
  EXPECT_THAT(planned(asked, epochs_run_before({5, 6})).runs, SizeIs(10));
  EXPECT_THAT(planned(asked, {{"old.csv", {past({{"epochs", 5.0}}, true)}}}).runs, SizeIs(9));
}

TEST(History, IsComparedByEffectiveValues) {
  Settings asked = settings({twenty_epochs(0)});
  asked.history = {true, std::vector<std::string>{"old.csv"}};
  const History history = {
      {"old.csv",
       {past({{"epochs", 5.0}, {"learning_rate", 0.1}}),
        past({{"epochs", 6.0}, {"learning_rate", 0.2}}), past({{"epochs", 7.0}, {"seed", 3.0}})}}};
  const Plan plan = planned(asked, history);
  EXPECT_THAT(plan.runs, SizeIs(9)) << "only the first is one of these configurations";
  EXPECT_THAT(values(plan), Contains("epochs=6"));
}

TEST(History, CountsTheEarlierEntriesOfTheFileOnlyWhereAsked) {
  Settings asked = settings({twenty_epochs(0), twenty_epochs(1), mutation_entry(2, {"all"})});
  EXPECT_THAT(planned(asked).runs, SizeIs(10 + 10 + 1));
  asked.history.use_deduplication = true;
  const Plan plan = planned(asked);
  EXPECT_THAT(plan.runs, SizeIs(10 + 0 + 1));
  EXPECT_EQ(plan.runs[10].entry, 2);
  EXPECT_THAT(plan.notes, Contains("entry 2: only 11 distinct values exist, 0 are left (the "
                                   "defaults are left out, 10 are known already), 20 were asked: "
                                   "0 runs planned"));
}

TEST(History, EndsWithAnErrorWhereNothingAtAllIsLeft) {
  Settings asked = settings({twenty_epochs(0)});
  asked.history = {true, std::vector<std::string>{"old.csv"}};
  const auto plan = make_plan(asked, catalogue(), {}, "/root", 42,
                              epochs_run_before({5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
  EXPECT_EQ(plan.error().message,
            "there is no run to plan: draws are compared with old.csv: 11 runs, 11 of them of "
            "models in these settings; entry 1: only 11 distinct values exist, 0 are left (the "
            "defaults are left out, 10 are known already), 20 were asked: 0 runs planned");
}

TEST(History, DoesNotKeepAGivenConfigurationFromBeingRun) {
  Entry entry = fixed_entry(0, {{"epochs", whole(5)}});
  entry.runs_per_config = 3;
  Settings asked = settings({entry});
  asked.history = {true, std::vector<std::string>{"old.csv"}};
  const Plan plan = planned(asked, epochs_run_before({5, 5}));
  EXPECT_THAT(plan.runs, SizeIs(3));
  EXPECT_THAT(plan.notes,
              Contains("entry 1: its configuration occurs 2 times already: it is run as asked"));
}

TEST(HistoryFiles, AreThoseOfTheEntriesThatAreCompared) {
  Settings asked = settings({twenty_epochs(0), twenty_epochs(1), twenty_epochs(2)});
  asked.history.historical_csvs = {"top.csv"};
  asked.entries[1].history = {std::nullopt, std::vector<std::string>{"own.csv", "top.csv"}};
  asked.entries[2].history = {false, std::vector<std::string>{"unread.csv"}};
  EXPECT_THAT(history_files(asked), ElementsAre("top.csv", "own.csv"));
  asked.history.use_deduplication = false;
  EXPECT_THAT(history_files(asked), IsEmpty());
}

TEST(Repeats, FollowEachOtherAndShareANumber) {
  Entry entry = mutation_entry(0, {"epochs"});
  entry.runs_per_config = 2;
  entry.repeat = 2;
  entry.baseline_runs = 1;
  const Plan plan = planned(settings({entry}));
  std::vector<std::string> texts;
  std::vector<int> numbers;
  for (const PlannedRun& run : plan.runs) {
    texts.push_back(to_text(run.foreground.hyperparameters));
    numbers.push_back(run.configuration);
  }
  EXPECT_THAT(texts, ElementsAre("", "epochs=15", "epochs=15", "epochs=6", "epochs=6"));
  EXPECT_THAT(numbers, ElementsAre(1, 2, 2, 3, 3));
  EXPECT_THAT(plan.runs[0].foreground.mutated, IsEmpty());
  EXPECT_THAT(plan.runs[1].foreground.mutated, ElementsAre("epochs"));
}

TEST(Repeats, ShareANumberAlsoBetweenEntriesButNotBesideAnotherBackground) {
  Entry first = fixed_entry(0, {});
  Entry same = fixed_entry(1, {{"epochs", whole(10)}});
  Entry beside = parallel(fixed_entry(2, {}));
  Entry beside_another = parallel(fixed_entry(3, {}));
  beside_another.background->hyperparameters[0].value = whole(2);
  const Plan plan = planned(settings({first, same, beside, beside_another}));
  std::vector<int> numbers;
  for (const PlannedRun& run : plan.runs) numbers.push_back(run.configuration);
  EXPECT_THAT(numbers, ElementsAre(1, 1, 2, 3));
}

TEST(Repeats, ShareNoNumberUnderOtherCircumstances) {
  std::vector<Entry> entries;
  for (int index = 0; index < 7; ++index) entries.push_back(fixed_entry(index, {}));
  entries[1].environment = {{"X", "1"}};
  entries[2].devices = {"1"};
  entries[3].timings.timeout = 100s;
  entries[4].rules.cooling_policy = CoolingPolicy::fixed;
  entries[5].max_retries = 1;
  entries[6].timings.config_sleep = 7s;
  std::vector<int> numbers;
  for (const PlannedRun& run : planned(settings(entries)).runs)
    numbers.push_back(run.configuration);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4, 5, 1, 1));
}

TEST(Orders, InterleavedMixesWhatDiffersOnlyInItsEnvironment) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {})});
  asked.repeat = 3;
  asked.order = Order::interleaved;
  asked.entries[0].environment = {{"X", "0"}};
  asked.entries[1].environment = {{"X", "1"}};
  std::map<int, std::set<int>> entries_by_block;
  for (const PlannedRun& run : planned(asked).runs) entries_by_block[run.block].insert(run.entry);
  EXPECT_THAT(entries_by_block, SizeIs(3));
  for (const auto& [block, entries] : entries_by_block) EXPECT_THAT(entries, ElementsAre(0, 1));
}

TEST(Pinned, ArePassedAndNotCalledMutated) {
  Entry entry = mutation_entry(0, {"epochs"});
  entry.foreground.hyperparameters = {{"seed", whole(7)}};
  const Plan plan = planned(settings({entry}));
  EXPECT_THAT(plan.runs[0].foreground.mutated, ElementsAre("epochs"));
  EXPECT_EQ(to_text(plan.runs[0].foreground.hyperparameters), "epochs=15 seed=7");
  EXPECT_EQ(to_text(plan.runs[0].foreground.effective_hyperparameters),
            "epochs=15 learning_rate=0.1 seed=7");
}

TEST(Searches, AGridHasARunForEachCombinationAndRefusesANumber) {
  Entry entry = mutation_entry(0, {"epochs"});
  entry.search = Search::grid;
  Settings asked = settings({entry});
  asked.runs_per_config = 3;
  EXPECT_THAT(planned(asked).runs, SizeIs(11)) << "the top level's number is for the others";
  asked.entries[0].runs_per_config = 2;
  EXPECT_EQ(make_plan(asked, catalogue(), {}, "/root", 42).error().message,
            "planning entry 1: a grid has one configuration for each combination, not a number of "
            "runs");
  asked.entries[0].runs_per_config.reset();
  asked.repeat = 2;
  EXPECT_THAT(planned(asked).runs, SizeIs(22));
}

TEST(Searches, RefuseWhatTheyCannotDo) {
  Entry entry = mutation_entry(0, {"all"});
  entry.search = Search::sobol;
  entry.foreground.mutated_at_once = CountRange{1, 2};
  EXPECT_EQ(make_plan(settings({entry}), catalogue(), {}, "/root", 42).error().message,
            "planning entry 1: \"search\" \"sobol\" mutates all of its hyperparameters at once");
  Entry fixed = fixed_entry(0, {});
  fixed.search = Search::grid;
  EXPECT_EQ(make_plan(settings({fixed}), catalogue(), {}, "/root", 42).error().message,
            "planning entry 1: \"search\" \"grid\" has nothing to search: nothing is mutated");
}

Settings three_times_three() {
  Entry entry = mutation_entry(0, {"epochs"});
  entry.runs_per_config = 3;
  entry.repeat = 3;
  return settings({entry});
}

TEST(Orders, InterleavedHasEveryConfigurationOnceInEachBlock) {
  Settings asked = three_times_three();
  asked.order = Order::interleaved;
  const Plan plan = planned(asked);
  EXPECT_EQ(plan.order, Order::interleaved);
  std::map<int, std::set<int>> blocks;
  std::vector<int> in_order;
  for (const PlannedRun& run : plan.runs) {
    blocks[run.block].insert(run.configuration);
    in_order.push_back(run.block);
  }
  EXPECT_TRUE(std::ranges::is_sorted(in_order));
  EXPECT_THAT(blocks, SizeIs(3));
  for (const auto& [block, configurations] : blocks)
    EXPECT_THAT(configurations, ElementsAre(1, 2, 3));
  EXPECT_THAT(plan.notes, IsEmpty());
}

TEST(Orders, ChangeNoDrawAndAreThemselvesSeeded) {
  Settings asked = three_times_three();
  const auto as_written = values(planned(asked));
  asked.order = Order::shuffled;
  EXPECT_EQ(values(planned(asked)), as_written);
  const auto order_of = [&](std::uint64_t seed) {
    std::vector<int> numbers;
    const Plan plan = make_plan(asked, catalogue(), {}, "/root", seed).value();
    for (const PlannedRun& run : plan.runs) numbers.push_back(run.configuration);
    return numbers;
  };
  EXPECT_EQ(order_of(1), order_of(1));
  EXPECT_NE(order_of(1), order_of(2));
  EXPECT_NE(order_of(1), std::vector<int>({1, 1, 1, 2, 2, 2, 3, 3, 3}));
}

TEST(Orders, SetIdsWaitsAndWarmUpsAnew) {
  Settings asked = settings({fixed_entry(0, {}), fixed_entry(1, {{"epochs", whole(5)}})});
  asked.repeat = 4;
  asked.rules.warmup_runs = 1;
  asked.timings.cooling = 60s;
  asked.timings.config_sleep = 45s;
  SettingsOverrides flags;
  flags.order = Order::interleaved;
  const Plan plan = planned(asked, {}, flags);
  ASSERT_THAT(plan.runs, SizeIs(10));
  std::set<int> warmed;
  for (std::size_t at = 0; at < plan.runs.size(); ++at) {
    const PlannedRun& run = plan.runs[at];
    EXPECT_EQ(run.index, static_cast<int>(at) + 1);
    if (run.role == Role::warm_up) {
      EXPECT_TRUE(warmed.insert(run.entry).second);
    }
    EXPECT_TRUE(warmed.contains(run.entry)) << "an entry's first run is warmed up for";
    if (at == 0) continue;
    EXPECT_EQ(run.minimum_idle, plan.runs[at - 1].entry == run.entry ? 60s : 45s);
  }
}

TEST(Orders, SayWhereInterleavingDoesLittle) {
  Settings asked = three_times_three();
  asked.order = Order::interleaved;
  asked.entries[0].baseline_runs = 1;
  EXPECT_THAT(planned(asked).notes,
              ElementsAre("configurations have different numbers of runs: 2 of the 3 blocks hold "
                          "not all of them"));
  asked.entries[0].baseline_runs = 0;
  asked.entries[0].repeat = 1;
  EXPECT_THAT(planned(asked).notes,
              ElementsAre("every configuration occurs once, so that interleaving makes one block; "
                          "\"repeat\" gives more"));
}

}  // namespace
}  // namespace mutation
