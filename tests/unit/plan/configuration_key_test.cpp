#include "plan/configuration_key.h"

#include <gtest/gtest.h>

#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;

ConfigurationKey key_of(const Hyperparameters& given, bool parallel = false) {
  static const Catalogue known = catalogue();
  return ConfigurationKeys(known.repos[0], "resnet20", parallel).of(given);
}

TEST(ConfigurationKeys, FillsInDefaults) {
  EXPECT_EQ(key_of({}), key_of({{"epochs", whole(10)}, {"learning_rate", 0.1}}));
  EXPECT_NE(key_of({}), key_of({{"seed", whole(0)}})) << "its default is not known";
}

TEST(ConfigurationKeys, ComparesNumbersByValueAndForgetsTheOrder) {
  EXPECT_EQ(key_of({{"epochs", whole(12)}, {"learning_rate", whole(1)}}),
            key_of({{"learning_rate", 1.0}, {"epochs", 12.0}}));
  EXPECT_NE(key_of({{"seed", whole(1234567)}}), key_of({{"seed", whole(1234568)}}));
  EXPECT_NE(key_of({{"seed", 12.5}}), key_of({{"seed", whole(12)}}));
}

TEST(ConfigurationKeys, TakesFloatsOfSixEqualDigitsForTheSame) {
  EXPECT_EQ(key_of({{"learning_rate", 3.0000001e-05}}), key_of({{"learning_rate", 3e-05}}));
  EXPECT_NE(key_of({{"learning_rate", 3.00001e-05}}), key_of({{"learning_rate", 3e-05}}));
  EXPECT_NE(key_of({{"learning_rate", -3e-05}}), key_of({{"learning_rate", 3e-05}}));
}

TEST(ConfigurationKeys, TellsModelsAndModesApart) {
  const Catalogue known = catalogue();
  EXPECT_NE(key_of({}), key_of({}, true));
  EXPECT_NE(key_of({}), ConfigurationKeys(known.repos[0], "resnet32", false).of({}));
}

TEST(ConfigurationKeys, PassesOverWhatTheTrainingNeverGot) {
  EXPECT_EQ(key_of({{"batch_size", whole(8)}}), key_of({}));
}

TEST(ConfigurationKeys, TakesTheModelsOwnDefault) {
  RepoSpec repo = catalogue().repos[0];
  repo.hyperparameters[1].model_overrides = {{"pcb", Value(0.02), std::nullopt}};
  const ConfigurationKeys keys(repo, "pcb", false);
  EXPECT_EQ(keys.of({}), keys.of({{"learning_rate", 0.02}}));
  EXPECT_NE(keys.of({}), keys.of({{"learning_rate", 0.1}}));
}

TEST(ConfigurationKeys, PassesOverWhatDoesNotCountUnderItsCondition) {
  RepoSpec repo = catalogue().repos[0];
  repo.hyperparameters[2].conditions = {{"epochs", {whole(5)}}};
  const ConfigurationKeys keys(repo, "resnet20", false);
  EXPECT_EQ(keys.of({{"seed", whole(1)}}), keys.of({{"seed", whole(2)}}));
  EXPECT_NE(keys.of({{"epochs", whole(5)}, {"seed", whole(1)}}),
            keys.of({{"epochs", whole(5)}, {"seed", whole(2)}}));
}

TEST(ConfigurationKeys, KnowsPythonsWordsForBooleans) {
  RepoSpec repo;
  HyperparameterSpec flag;
  flag.name = "nesterov";
  flag.type = HyperparameterType::boolean;
  repo.hyperparameters = {flag};
  const ConfigurationKeys keys(repo, "m", false);
  EXPECT_EQ(keys.of({{"nesterov", true}}), keys.of({{"nesterov", Value("True")}}));
  EXPECT_EQ(keys.of({{"nesterov", false}}), keys.of({{"nesterov", whole(0)}}));
  EXPECT_NE(keys.of({{"nesterov", false}}), keys.of({}));
}

TEST(SixDigits, RoundsTheDecimalExpansion) {
  EXPECT_EQ(six_digits(0.012345678).digits, 123457);
  EXPECT_EQ(six_digits(0.012345678).exponent, -2);
  EXPECT_EQ(six_digits(-999999.9).digits, -100000);
  EXPECT_EQ(six_digits(-999999.9).exponent, 6);
  EXPECT_EQ(six_digits(0).digits, 0);
}

}  // namespace
}  // namespace mutation
