// What hyperparameters do, of kinds and cases that a campaign may have.
#include "compare/effects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "unit/compare/lab.h"
#include "unit/export/lab_catalogue.h"

namespace mutation {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

double jitter(int i) {
  return 0.001 * std::sin(78.233 * i * i);
}

struct Found {
  std::vector<Effect> effects;
  std::vector<std::string> notes;
};

Found effects_in(const std::vector<RecordedRun>& runs, const EffectOptions& options = {},
                 const std::string& figure = "gpu_joules") {
  Found found;
  found.effects = effects_of(pointers_to(runs), {figure}, options, found.notes);
  return found;
}

TEST(Effects, OfTextsAreLevelByLevelAgainstTheMostFrequent) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20; ++i) {
    const std::string optimizer = i % 4 == 0 ? "adam" : "sgd";
    runs.push_back(lab_run(i, (i % 4 == 0 ? 1200 : 1000) * std::exp(jitter(i)),
                           {{"optimizer", Value(optimizer)}}));
  }
  const auto effects = effects_in(runs).effects;
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(effects[0].hyperparameter, "optimizer");
  EXPECT_EQ(effects[0].level, "adam");
  EXPECT_EQ(effects[0].reference, "sgd");
  EXPECT_EQ(effects[0].per, "level");
  EXPECT_NEAR(effects[0].effect.value, 20, 0.1);
  EXPECT_FALSE(effects[0].curve);
}

TEST(Effects, OfABooleanAreAgainstItsDefault) {
  Catalogue catalogue = lab_catalogue();
  catalogue.repos[0].hyperparameters.push_back(
      {.name = "fast", .type = HyperparameterType::boolean, .default_value = Value(true)});
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 16; ++i)
    runs.push_back(
        lab_run(i, (i % 4 ? 1100 : 1000) * std::exp(jitter(i)), {{"fast", Value(i % 4 == 0)}}));
  const auto effects = effects_in(runs, {.catalogue = &catalogue}).effects;
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(effects[0].reference, "true");
  EXPECT_NEAR(effects[0].effect.value, 10, 0.1);
}

TEST(Effects, TakeALogarithmWhereValuesSpanADecade) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20; ++i)
    runs.push_back(lab_run(i, 1000 * std::pow(1.05, i % 5) * std::exp(jitter(i)),
                           {{"batch", std::int64_t{8} << (i % 5)}, {"decay", 0.01 * (i * 3 % 7)}}));
  const auto effects = effects_in(runs).effects;
  ASSERT_EQ(effects.size(), 2U);
  EXPECT_TRUE(effects[0].log);
  EXPECT_NEAR(effects[0].effect.value, 5, 0.1);
  EXPECT_NEAR(effects[0].over_range.value, 100 * (std::pow(1.05, 4) - 1), 0.3);
  EXPECT_FALSE(effects[1].log);  // it has a 0
}

TEST(Effects, MayBeGreaterBesideABackground) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 40; ++i) {
    const bool parallel = i % 2 == 1;
    const int doublings = i / 2 % 4;
    const double joules =
        1000 * std::pow(parallel ? 1.2 : 1.1, doublings) * (parallel ? 2 : 1) * std::exp(jitter(i));
    runs.push_back(lab_run(i, joules, {{"batch", std::int64_t{4} << (doublings * 2)}}));
    if (!parallel) continue;
    runs.back().parallel = true;
    runs.back().background = RecordedBackground{"load", "big", {}};
  }
  const auto effects = effects_in(runs).effects;
  ASSERT_EQ(effects.size(), 1U);
  ASSERT_TRUE(effects[0].interaction);
  // Per doubling, of which the batch makes two at each step.
  EXPECT_NEAR(effects[0].interaction->effect.value, 100 * (std::sqrt(1.2 / 1.1) - 1), 0.1);
  EXPECT_LT(effects[0].interaction->q.value(), 1e-9);
}

TEST(Effects, SayThatConfigurationsLieOffTheLine) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20; ++i) {
    const int step = i % 4;
    runs.push_back(lab_run(i, (1000 + 50 * step * (3 - step)) * std::exp(jitter(i)),
                           {{"epochs", std::int64_t{5 + step}}}));
  }
  EXPECT_THAT(effects_in(runs).effects.at(0).note, HasSubstr("lack of fit"));
}

// Four learning rates without any effect, whose runs repeat exactly.
TEST(Effects, OfConfigurationsThatRepeatExactlyAreJudgedByTheConfigurations) {
  std::vector<RecordedRun> runs;
  const std::vector<double> joules = {1015, 1003, 1008, 996};
  for (int i = 0; i < 40; ++i)
    runs.push_back(lab_run(i, joules[std::size_t(i % 4)], {{"epochs", std::int64_t{5 + i % 4}}}));
  const Effect effect = effects_in(runs).effects.at(0);
  // R: lm(log(joules) ~ epochs) of the four configurations
  EXPECT_NEAR(effect.p.value(), 0.1630304, 1e-6);
  EXPECT_NEAR(effect.effect.low, -4.532019, 1e-5);
  EXPECT_THAT(effect.note, HasSubstr("lack of fit, p < 0.0001"));
  EXPECT_THAT(effect.note, HasSubstr("2 degrees of freedom"));
}

TEST(Effects, SeeALackOfFitWhereSeedsDiffer) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20; ++i) {
    const int step = i % 4;
    runs.push_back(lab_run(i, (1000 + 50 * step * (3 - step)) * std::exp(jitter(i)),
                           {{"epochs", std::int64_t{5 + step}}, {"seed", std::int64_t{i}}}));
  }
  EXPECT_THAT(effects_in(runs).effects.at(0).note, HasSubstr("lack of fit"));
}

// Configurations that scatter around no effect by three times what their runs do: taken as
// independent runs 10 of each would show an effect in more than half of the cases.
TEST(Effects, AreSeldomSeenWhereOnlyConfigurationsScatter) {
  std::mt19937_64 generator(20260105);
  std::normal_distribution<double> scatter;
  constexpr int kSamples = 1000, kConfigurations = 6, kRepeats = 10;
  int seen = 0, seen_beside = 0;
  std::vector<RecordedRun> runs;
  for (int i = 0; i < kConfigurations * kRepeats; ++i)
    runs.push_back(lab_run(i, 1000, {{"epochs", std::int64_t{5 + i % kConfigurations}}}));
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> levels;
    for (int i = 0; i < kConfigurations; ++i) levels.push_back(0.03 * scatter(generator));
    for (std::size_t i = 0; i < runs.size(); ++i) {
      runs[i].block = 0;
      runs[i].energy.gpu_energy_total_joules =
          1000 * std::exp(levels[i % kConfigurations] + 0.01 * scatter(generator));
    }
    seen += *effects_in(runs).effects.at(0).p < 0.05;
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].block = 1 + int(i) / kConfigurations;
    seen_beside += *effects_in(runs).effects.at(0).p < 0.05;
  }
  EXPECT_NEAR(double(seen) / kSamples, 0.05, 0.025);
  EXPECT_NEAR(double(seen_beside) / kSamples, 0.05, 0.025);
}

TEST(Effects, AreNotToldByTooFewRuns) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 4; ++i)
    runs.push_back(lab_run(
        i, 1000 + i, {{"epochs", std::int64_t{5 + i}}, {"kfold", std::int64_t{2 + i * i % 3}}}));
  const Found found = effects_in(runs);
  EXPECT_THAT(found.effects, IsEmpty());
  EXPECT_THAT(found.notes, Contains(HasSubstr("4 runs are too few")));
}

TEST(Effects, OfTheSeedAreNone) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 16; ++i)
    runs.push_back(
        lab_run(i, 1000 * std::exp(0.1 * (i % 2) + jitter(i)),
                {{"epochs", std::int64_t{5 + i % 2}}, {"seed", std::int64_t{1 + i * 7}}}));
  const auto effects = effects_in(runs).effects;
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(effects[0].hyperparameter, "epochs");
}

TEST(Effects, DoNotTellOfSessionsWhereNoHyperparameterVaries) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 12; ++i) {
    runs.push_back(lab_run(i, 1000 + i, {{"epochs", std::int64_t{5}}}));
    runs.back().session += i % 2 ? "_2" : "";
  }
  EXPECT_THAT(effects_in(runs).notes, IsEmpty());
}

TEST(Effects, AreNotToldFromADriftWhereValuesFollowEachOtherInTime) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 12; ++i)
    runs.push_back(lab_run(i, 1000 + i, {{"epochs", std::int64_t{5 + i / 4}}}));
  EXPECT_THAT(effects_in(runs).notes,
              Contains(HasSubstr("the values of epochs were run one after the other")));
  for (int i = 0; i < 12; ++i) {
    RecordedRun& run = runs[std::size_t(i)];
    run.effective_hyperparameters[0].value = std::int64_t{5 + i % 3};
  }
  EXPECT_THAT(effects_in(runs).notes, IsEmpty());
}

TEST(Effects, AreNotInPercentOfAMeanOfZero) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 12; ++i) {
    runs.push_back(lab_run(i, 1000, {{"epochs", std::int64_t{5 + i % 3}}}));
    runs.back().metrics = {{"score", i % 2 ? 1.0 : -1.0}};
  }
  Found found = effects_in(runs, {}, "metric:score");
  EXPECT_THAT(found.effects, IsEmpty());
  EXPECT_THAT(found.notes, Contains(HasSubstr("its mean is 0 or no finite number")));
  for (RecordedRun& run : runs) run.metrics[0].value += 0.1;
  found = effects_in(runs, {}, "metric:score");
  EXPECT_EQ(found.effects.size(), 1U);
  EXPECT_THAT(found.notes, Contains(HasSubstr("near 0 beside its spread")));
  for (RecordedRun& run : runs) run.metrics[0].value = 1e308;
  found = effects_in(runs, {}, "metric:score");
  EXPECT_THAT(found.effects, IsEmpty());
  EXPECT_THAT(found.notes, Contains(HasSubstr("no finite number")));
}

TEST(Effects, AreBelowTheNoiseFloorByTheirWholeRange) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 20; ++i)
    runs.push_back(lab_run(i, 1000 * std::exp(0.001 * (i % 5) + jitter(i) / 10),
                           {{"epochs", std::int64_t{5 + i % 5}}}));
  EffectOptions options;
  options.noise_floors = {
      {.host = "sun", .device = "GPU-1", .figure = "gpu_joules", .relative_deviation = 0.01}};
  const Effect effect = effects_in(runs, options).effects.at(0);
  EXPECT_LT(effect.q.value(), 1e-6);
  EXPECT_TRUE(effect.below_noise);
  options.noise_floors[0].relative_deviation = 0.003;
  EXPECT_FALSE(effects_in(runs, options).effects.at(0).below_noise);
}

TEST(Effects, NeverTakeDevicesTogether) {
  std::vector<RecordedRun> runs;
  for (int i = 0; i < 24; ++i) {
    runs.push_back(lab_run(i, (i % 2 ? 2000 : 1000) * std::exp(jitter(i) + 0.01 * (i % 3)),
                           {{"epochs", std::int64_t{5 + i % 3}}}));
    if (i % 2) runs.back().device = "GPU-2";
  }
  const auto effects = effects_in(runs).effects;
  ASSERT_EQ(effects.size(), 2U);
  EXPECT_EQ(effects[0].runs, 12U);
  EXPECT_NE(effects[0].device, effects[1].device);
}

}  // namespace
}  // namespace mutation
