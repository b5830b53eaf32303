// What is concluded from recorded runs together.
#include "compare/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "compare/analysis_json.h"
#include "compare/noise_floors.h"
#include "unit/compare/lab.h"
#include "unit/export/lab_catalogue.h"

namespace mutation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

double noise(int i) {
  return 0.002 * std::sin(12.9898 * i * i);
}

// Energy grows by a tenth with each doubling of the learning rate, by 2 % with each epoch, and by
// half beside the background.
std::vector<RecordedRun> campaign(int count) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < count; ++i) {
    const double rate = 0.005 * std::pow(2, i % 3);
    const std::int64_t epochs = 5 + i * 7 % 11;
    const bool parallel = i % 2 == 1;
    const double joules = 1000 * std::pow(1.1, i % 3) * std::pow(1.02, double(epochs)) *
                          (parallel ? 1.5 : 1) * std::exp(noise(i));
    runs.push_back(lab_run(i, joules, {{"learning_rate", rate}, {"epochs", epochs}}));
    if (!parallel) continue;
    runs.back().parallel = true;
    runs.back().background = RecordedBackground{"load", "big", {}};
  }
  return runs;
}

const Effect* effect_on(const Analysis& analysis, const std::string& hyperparameter,
                        const std::string& figure) {
  for (const Effect& effect : analysis.effects) {
    if (effect.hyperparameter == hyperparameter && effect.figure == figure) return &effect;
  }
  return nullptr;
}

TEST(Analysis, FindsTheEffectsThatAreThere) {
  const auto runs = campaign(60);
  const AuditedRuns audited(runs);
  const Catalogue catalogue = lab_catalogue();
  const Analysis analysis = analyse(audited, {.catalogue = &catalogue});
  EXPECT_EQ(analysis.runs, 60U);
  const Effect* const rate = effect_on(analysis, "learning_rate", "gpu_joules");
  ASSERT_NE(rate, nullptr);
  EXPECT_TRUE(rate->log);
  EXPECT_EQ(rate->per, "doubling");
  EXPECT_EQ(rate->levels, 3U);
  EXPECT_FALSE(rate->parallel);
  EXPECT_NEAR(rate->effect.value, 10, 0.2);
  EXPECT_LT(rate->effect.low, 10);
  EXPECT_GT(rate->effect.high, 10);
  EXPECT_NEAR(rate->over_range.value, 21, 0.4);
  EXPECT_LT(rate->q.value(), 1e-9);
  ASSERT_TRUE(rate->interaction);
  EXPECT_NEAR(rate->interaction->effect.value, 0, 0.3);
  ASSERT_TRUE(rate->curve);
  EXPECT_EQ(rate->curve->x.size(), 25U);
  EXPECT_NEAR(rate->curve->x.front(), 0.005, 1e-12);
  EXPECT_NEAR(rate->curve->x.back(), 0.02, 1e-12);
  EXPECT_NEAR(rate->curve->fit.back() / rate->curve->fit.front(), 1.21, 0.004);
  const Effect* const epochs = effect_on(analysis, "epochs", "gpu_joules");
  ASSERT_NE(epochs, nullptr);
  EXPECT_FALSE(epochs->log);
  EXPECT_NEAR(epochs->effect.value, 100 * (std::pow(1.02, 10) - 1), 0.4);
  EXPECT_GT(effect_on(analysis, "epochs", "metric:test_accuracy")->q.value(), 0.05);
}

TEST(Analysis, ComparesTheModesWithinConfigurations) {
  const auto runs = campaign(60);
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {});
  ASSERT_FALSE(analysis.parallel.empty());
  const Comparison& one = analysis.parallel[0];
  EXPECT_EQ(one.a.label, "sequential");
  EXPECT_EQ(one.b.label, "parallel beside load/big");
  EXPECT_EQ(one.background, "load/big");
  EXPECT_EQ(one.configuration, "");
  EXPECT_EQ(one.figure, "gpu_joules");
  EXPECT_EQ(one.within, "configuration");
  EXPECT_NEAR(one.ratio.value().value, 1.5, 0.01);
}

TEST(Analysis, LeavesOutWhatIsNotToBeUsedAndCountsIt) {
  auto runs = campaign(20);
  runs[0].outcome = Outcome::suspect;
  runs[1].outcome = Outcome::failed;
  runs[2].role = Role::warm_up;
  const AuditedRuns audited(runs);
  const Analysis used = analyse(audited, {});
  EXPECT_EQ(used.runs, 17U);
  ASSERT_EQ(used.left_out.size(), 3U);
  EXPECT_EQ(used.left_out[0].why, "their outcome is suspect");
  EXPECT_EQ(analyse(audited, {.which = AnalysedRuns::all}).runs, 18U);
}

// The machine gets 20 % dearer over the session, which the blocks take out.
TEST(Analysis, AllowsForBlocksInEffects) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 24; ++i) {
    runs.push_back(lab_run(i, 1000 * std::exp(0.008 * (i / 4) * 4 + 0.05 * (i % 4) + noise(i)),
                           {{"epochs", std::int64_t{5 + i % 4}}}));
    runs.back().block = 1 + i / 4;
  }
  const AuditedRuns audited(runs);
  const Effect blocked = *effect_on(analyse(audited, {}), "epochs", "gpu_joules");
  EXPECT_EQ(blocked.within, "block");
  EXPECT_NEAR(blocked.effect.value, 100 * std::expm1(0.15), 0.5);
  EXPECT_LT(blocked.effect.high - blocked.effect.low, 1);
  for (RecordedRun& run : runs) run.block = 0;
  const Effect plain = *effect_on(analyse(AuditedRuns(runs), {}), "epochs", "gpu_joules");
  EXPECT_EQ(plain.within, "");
  EXPECT_GT(plain.effect.high - plain.effect.low, 5);
}

TEST(Analysis, SaysThatBlocksAreNoFactorWhereAHyperparameterChangesWithThem) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 12; ++i) {
    runs.push_back(lab_run(i, 1000 + i + noise(i), {{"epochs", std::int64_t{5 + i / 4}}}));
    runs.back().block = 1 + i / 4;
  }
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {.figures = {"gpu_joules"}});
  EXPECT_EQ(effect_on(analysis, "epochs", "gpu_joules")->within, "");
  EXPECT_THAT(analysis.notes, Contains(HasSubstr("blocks are no factor")));
}

TEST(Analysis, AllowsForSessionsUnlessTheyAreTheHyperparameter) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 24; ++i) {
    runs.push_back(lab_run(i, 1000 + 100 * (i % 2) + 3 * (i % 3) + noise(i),
                           {{"epochs", std::int64_t{5 + i % 3}}}));
    runs.back().session += i % 2 ? "_2" : "";
  }
  EXPECT_EQ(effect_on(analyse(AuditedRuns(runs), {}), "epochs", "gpu_joules")->within, "session");
  for (int i = 0; i < 24; ++i) {
    runs[std::size_t(i)].effective_hyperparameters[0].value = std::int64_t{5 + i % 2};
    runs[std::size_t(i)].hyperparameters = runs[std::size_t(i)].effective_hyperparameters;
  }
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {});
  EXPECT_EQ(effect_on(analysis, "epochs", "gpu_joules")->within, "");
  EXPECT_THAT(analysis.notes, Contains(HasSubstr("hyperparameters change with the session")));
}

TEST(Analysis, SaysThatRecordsDoNotNameTheirDevice) {
  std::vector<RecordedRun> runs = {lab_run(1, 1000)};
  EXPECT_THAT(notes_on(pointers_to(runs)), IsEmpty());
  runs[0].device = runs[0].host = "";
  EXPECT_THAT(notes_on(pointers_to(runs)), ElementsAre(HasSubstr("do not say on which device")));
}

TEST(Analysis, SaysThatRunsAreOfOtherCode) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(lab_run(i, 1000 + i));
    runs.back().train_script_sha256 = i < 4 ? "aaaaaaaaaaaaaaaaaaaa" : "bbbbbbbbbbbbbbbbbbbb";
    runs.back().git_commit = "1111111111111111";
  }
  EXPECT_THAT(notes_on(pointers_to(runs)),
              ElementsAre("2 of 6 runs of lab are of other code than the rest (train script "
                          "bbbbbbbbbb, not aaaaaaaaaa): what the code changed is in the figures"));
  for (RecordedRun& run : runs) run.train_script_sha256 = "aaaaaaaaaaaaaaaaaaaa";
  runs[5].git_commit = "2222222222222222";
  EXPECT_THAT(notes_on(pointers_to(runs)),
              ElementsAre(HasSubstr("1 of 6 runs of lab is of other code than the rest (commit "
                                    "2222222222, not 1111111111)")));
  runs[5].git_commit = runs[5].train_script_sha256 = "";  // not known
  EXPECT_THAT(notes_on(pointers_to(runs)), IsEmpty());
}

TEST(Analysis, ComparesConfigurationsOfSeveralSeedsSingly) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 16; ++i) {
    runs.push_back(lab_run(i, 1000 + noise(i),
                           {{"epochs", std::int64_t{5 + i / 2 % 2}}, {"seed", std::int64_t{i}}}));
    if (i % 2 == 0) continue;
    runs.back().parallel = true;
    runs.back().background = RecordedBackground{"load", "big", {}};
  }
  const AuditedRuns audited(runs);
  const std::vector<Comparison> all = analyse(audited, {.figures = {"gpu_joules"}}).parallel;
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].configuration, "");
  EXPECT_EQ(all[1].configuration, "epochs=5");
}

TEST(Analysis, SaysThatNotAllConfigurationsAreComparedSingly) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 4 * 205; ++i) {
    runs.push_back(lab_run(i, 1000 + noise(i), {{"epochs", std::int64_t{1 + i / 4}}}));
    if (i % 2 == 0) continue;
    runs.back().parallel = true;
    runs.back().background = RecordedBackground{"load", "big", {}};
  }
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {.figures = {"gpu_joules"}});
  EXPECT_EQ(analysis.parallel.size(), 201U);
  EXPECT_THAT(analysis.notes, Contains("200 of 205 configurations that were repeated in both "
                                       "modes are compared singly"));
}

TEST(Analysis, NamesWhatCannotBeToldApart) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 12; ++i)
    runs.push_back(lab_run(
        i, 1000 + i, {{"epochs", std::int64_t{5 + i % 3}}, {"kfold", std::int64_t{2 + i % 3}}}));
  const AuditedRuns audited(runs);
  const Analysis analysis = analyse(audited, {.figures = {"gpu_joules"}});
  EXPECT_EQ(analysis.effects.size(), 1U);
  EXPECT_THAT(analysis.notes, Contains(HasSubstr("kfold cannot be told apart")));
}

TEST(Analysis, DrawsTheParetoFrontWhereADirectionIsKnown) {
  std::vector<RecordedRun> runs;
  const std::vector<std::pair<double, double>> points = {{100, 80}, {110, 79}, {120, 90}, {90, 70}};
  for (const auto& [joules, accuracy] : points) {
    runs.push_back(lab_run(int(runs.size()), joules));
    runs.back().metrics[0].value = accuracy;
  }
  const AuditedRuns audited(runs);
  Catalogue catalogue = lab_catalogue();
  EXPECT_THAT(analyse(audited, {.catalogue = &catalogue}).pareto, IsEmpty());
  catalogue.repos[0].metrics[0].better = Direction::higher;
  const Analysis analysis = analyse(audited, {.catalogue = &catalogue});
  ASSERT_EQ(analysis.pareto.size(), 1U);
  EXPECT_THAT(analysis.pareto[0].front, ElementsAre(3, 0, 2));
}

TEST(Analysis, IsJsonWithNullsWhereNothingBounds) {
  auto runs = campaign(2);
  runs[1].parallel = false;
  const AuditedRuns audited(runs);
  const Json json = analysis_json(analyse(audited, {}), {7, 8});
  EXPECT_EQ(json["runs"], 2);
  const Json& configuration = json["configurations"][0];
  EXPECT_EQ(configuration["n"], 1);
  EXPECT_TRUE(configuration["mean"]["low"].is_null());
  EXPECT_TRUE(configuration["relative_ci"].is_null());
  EXPECT_EQ(configuration["runs"], Json::array({7}));
}

TEST(Analysis, OfNoRunsIsEmptyAndSaysSo) {
  const std::vector<RecordedRun> none;
  const Analysis analysis = analyse(AuditedRuns(none), {});
  EXPECT_EQ(analysis.runs, 0U);
  EXPECT_THAT(analysis.notes, ElementsAre("no run is left to analyse"));
}

TEST(NoiseFloors, AreOfCalibrationsThatSucceeded) {
  std::vector<RecordedRun> runs;
  for (const double joules : {100.0, 101.0, 99.0, 50.0}) {
    runs.push_back(lab_run(int(runs.size()), joules));
    runs.back().role = Role::calibration;
  }
  runs[3].outcome = Outcome::suspect;
  const auto floors = noise_floors_of(runs);
  ASSERT_EQ(floors.size(), 2U);
  EXPECT_EQ(floors[0].figure, "gpu_joules");
  EXPECT_EQ(floors[0].runs, 3);
  EXPECT_EQ(floors[0].device, "GPU-1");
  EXPECT_NEAR(floors[0].relative_deviation, 0.01, 1e-12);
}

}  // namespace
}  // namespace mutation
