// The literals are printed by python_reference.py.
#include "plan/unique_draws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::ElementsAre;
using testing::IsEmpty;

using Parameters = std::vector<HyperparameterSpec>;

std::vector<Hyperparameters> drawn(const Parameters& parameters, int runs, PythonRandom& random) {
  return draw_unique(parameters, Mode::mutation, runs, random).configurations;
}

TEST(DrawUnique, DrawsTheSeedsExampleAsPythonDoes) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({learning_rate()}, 3, random),
              ElementsAre(Hyperparameters{{"learning_rate", 0.10093786645433042}},
                          Hyperparameters{{"learning_rate", 0.051392905028301246}},
                          Hyperparameters{{"learning_rate", 0.06763824613797234}}));
}

TEST(DrawUnique, DrawsIntsAndFloatsInOneStream) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({epochs(), learning_rate(), seed(), max_iter(), dropout()}, 3, random),
              ElementsAre(Hyperparameters{{"epochs", whole(15)},
                                          {"learning_rate", 0.05650520088769},
                                          {"seed", whole(4506)},
                                          {"max_iter", whole(2083)},
                                          {"dropout", 0.04186137855754317}},
                          Hyperparameters{{"epochs", whole(6)},
                                          {"learning_rate", 0.10515688501603765},
                                          {"seed", whole(8935)},
                                          {"max_iter", whole(1298)},
                                          {"dropout", 0.12657654590558112}},
                          Hyperparameters{{"epochs", whole(5)},
                                          {"learning_rate", 0.05542095366974428},
                                          {"seed", whole(3811)},
                                          {"max_iter", whole(4544)},
                                          {"dropout", 0.007960790905159087}}));
}

TEST(DrawUnique, DrawsInTheOrderOfTheParameters) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({seed(), learning_rate(), epochs()}, 2, random),
              ElementsAre(Hyperparameters{{"seed", whole(1824)},
                                          {"learning_rate", 0.051392905028301246},
                                          {"epochs", whole(9)}},
                          Hyperparameters{{"seed", whole(4012)},
                                          {"learning_rate", 0.06389525265797137},
                                          {"epochs", whole(6)}}));
}

TEST(DrawUnique, DrawsZerosByChance) {
  PythonRandom random(7);
  EXPECT_THAT(
      drawn({weight_decay(), kfold()}, 6, random),
      ElementsAre(Hyperparameters{{"weight_decay", 2.0030802451010608e-05}, {"kfold", whole(3)}},
                  Hyperparameters{{"weight_decay", 1.5426240003102506e-05}, {"kfold", whole(10)}},
                  Hyperparameters{{"weight_decay", 0.0}, {"kfold", whole(0)}},
                  Hyperparameters{{"weight_decay", 3.0291864134562468e-05}, {"kfold", whole(2)}},
                  Hyperparameters{{"weight_decay", 1.7684953502478846e-05}, {"kfold", whole(0)}},
                  Hyperparameters{{"weight_decay", 0.0007859915641919157}, {"kfold", whole(8)}}));
}

TEST(DrawUnique, LeavesOutTheDefaultsAlsoWhenTheyAreDrawnByChance) {
  PythonRandom random(3);
  const UniqueDraws draws = draw_unique({weight_decay()}, Mode::mutation, 4, random);
  EXPECT_THAT(draws.configurations,
              ElementsAre(Hyperparameters{{"weight_decay", 5.494274242416766e-05}},
                          Hyperparameters{{"weight_decay", 0.0001784187975878197}},
                          Hyperparameters{{"weight_decay", 3.3014751191550674e-05}},
                          Hyperparameters{{"weight_decay", 8.720211431865995e-05}}));
  EXPECT_EQ(draws.attempts, 8u);
}

TEST(DrawUnique, KeepsTheNextEntryInStepAfterAllWasDrawn) {
  PythonRandom random(1334);
  const UniqueDraws all = draw_unique({epochs()}, Mode::mutation, 15, random);
  std::vector<std::int64_t> values;
  for (const Hyperparameters& configuration : all.configurations)
    values.push_back(std::get<std::int64_t>(configuration[0].value));
  EXPECT_THAT(values, ElementsAre(15, 12, 6, 5, 7, 11, 8, 14, 9, 13));
  EXPECT_EQ(shortage_note(all, {epochs()}, 15),
            "only 11 distinct combinations exist, 10 can be drawn (the defaults are left out), 15 "
            "were asked: 10 runs planned");
  EXPECT_THAT(drawn({learning_rate()}, 1, random),
              ElementsAre(Hyperparameters{{"learning_rate", 0.05794786689855473}}));
}

TEST(DrawUnique, TakesFloatsThatAgreeToSixDecimalsForTheSame) {
  PythonRandom random(42);
  const UniqueDraws all = draw_unique({tiny_rate()}, Mode::mutation, 40, random);
  ASSERT_EQ(all.configurations.size(), 30u);
  EXPECT_EQ(all.configurations[0][0].value, Value(1.5417871508490366e-05));
  EXPECT_EQ(all.configurations[29][0].value, Value(4.487842980156776e-05));
  EXPECT_EQ(shortage_note(all, {tiny_rate()}, 40),
            "only 31 distinct combinations exist (floats that agree to 6 decimals count as the "
            "same), 30 can be drawn (the defaults are left out), 40 were asked: 30 runs planned");
  EXPECT_THAT(drawn({epochs()}, 3, random), ElementsAre(Hyperparameters{{"epochs", whole(6)}},
                                                        Hyperparameters{{"epochs", whole(15)}},
                                                        Hyperparameters{{"epochs", whole(13)}}));
}

TEST(DrawUnique, GoesOnWhereAThousandAttemptsAreTooFew) {
  PythonRandom random(1);
  const HyperparameterSpec wide = integer("k", "", whole(1), 1, 1500);
  const UniqueDraws draws = draw_unique({wide}, Mode::mutation, 1499, random);
  std::set<std::int64_t> values;
  for (const Hyperparameters& configuration : draws.configurations)
    values.insert(std::get<std::int64_t>(configuration[0].value));
  EXPECT_EQ(values.size(), 1499u);
  EXPECT_EQ(*values.begin(), 2);  // 1 is the default
  EXPECT_EQ(shortage_note(draws, {wide}, 1499), "");
}

TEST(ShortageNote, SpeaksOfOneRunAsOne) {
  PythonRandom random(1);
  const Parameters two = {integer("k", "", whole(1), 1, 2)};
  EXPECT_EQ(shortage_note(draw_unique(two, Mode::mutation, 3, random), two, 3),
            "only 2 distinct combinations exist, 1 can be drawn (the defaults are left out), 3 "
            "were asked: 1 run planned");
  const Parameters one = {integer("k", "", whole(5), 7, 7)};
  EXPECT_EQ(shortage_note(draw_unique(one, Mode::mutation, 3, random), one, 3),
            "only one combination exists, 3 were asked: 1 run planned");
}

TEST(DrawUnique, GivesUpOnWhatHardlyEverComes) {
  PythonRandom random(1);
  const HyperparameterSpec rare = with_zero(integer("k", "", whole(0), 1, 1000), 0.9999999);
  const UniqueDraws draws = draw_unique({rare}, Mode::mutation, 2, random);
  EXPECT_THAT(draws.configurations, IsEmpty());
  EXPECT_EQ(draws.attempts, 1000u);
  EXPECT_EQ(shortage_note(draws, {rare}, 2),
            "only 0 distinct combinations were found in 1000 attempts, 2 were asked: 0 runs "
            "planned");
}

TEST(DrawSpace, CountsWholeNumbersFloatsAndTheZeroOutside) {
  EXPECT_EQ(draw_space({epochs()}).combinations, 11u);
  EXPECT_EQ(draw_space({epochs(), seed()}).combinations, 110000u);
  EXPECT_EQ(draw_space({kfold()}).combinations, 10u);                // 2..10 and 0
  EXPECT_EQ(draw_space({with_zero(epochs(), 1)}).combinations, 1u);  // 0 alone
  EXPECT_EQ(draw_space({tiny_rate()}).combinations, 31u);
  EXPECT_EQ(draw_space({weight_decay()}).combinations, 992u);  // 10..1000 and 0
  EXPECT_EQ(draw_space({real("x", "", 0, -2e-06, 1e-06, Distribution::uniform)}).combinations,
            5u);  // "-0.000000" beside "0.000000"
  EXPECT_EQ(draw_space({real("x", "", 0, 0, 1e300, Distribution::uniform)}).combinations,
            kManyCombinations);
  EXPECT_EQ(draw_space(Parameters(6, seed())).combinations, kManyCombinations);
}

TEST(DrawSpace, HasTheDefaultsOnlyWhenEachOfThemCanBeDrawn) {
  EXPECT_TRUE(draw_space({epochs(), learning_rate()}).has_defaults);
  EXPECT_TRUE(draw_space({weight_decay()}).has_defaults);     // its default is the 0
  EXPECT_FALSE(draw_space({epochs(), seed()}).has_defaults);  // seed has none
  EXPECT_FALSE(draw_space({integer("epochs", "", whole(200), 5, 15)}).has_defaults);
  EXPECT_FALSE(draw_space({integer("epochs", "", Value(10.0), 5, 15)}).has_defaults);
}

TEST(UniquenessKey, ForgetsTheOrderButNotTypeAndMode) {
  const Hyperparameters a = {{"epochs", whole(10)}, {"learning_rate", 0.1}};
  const Hyperparameters b = {{"learning_rate", 0.1000001}, {"epochs", whole(10)}};
  const Hyperparameters c = {{"epochs", 10.0}, {"learning_rate", 0.1}};
  EXPECT_EQ(uniqueness_key(a, Mode::mutation), uniqueness_key(b, Mode::fixed));
  EXPECT_NE(uniqueness_key(a, Mode::mutation), uniqueness_key(a, Mode::parallel));
  EXPECT_NE(uniqueness_key(a, Mode::mutation), uniqueness_key(c, Mode::mutation));
}

}  // namespace
}  // namespace mutation
