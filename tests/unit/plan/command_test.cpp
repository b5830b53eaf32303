#include "plan/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/plan/fixtures.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::ElementsAre;

TEST(TrainingCommand, PutsTheModelFirstThenRequiredArgumentsThenHyperparameters) {
  const Catalogue known = catalogue();
  EXPECT_THAT(
      training_command(*find_repo(known, "VulBERTa"), "mlp",
                       {{"learning_rate", 3e-05}, {"epochs", whole(1)}}),
      ElementsAre("./train.sh", "-n", "mlp", "-d", "d2a", "-v", "--lr", "3e-05", "--epochs", "1"));
}

TEST(TrainingCommand, LeavesOutTheModelWithoutAFlagOrWhenItIsDefault) {
  Catalogue known = catalogue();
  RepoSpec& resnet = known.repos[0];
  EXPECT_THAT(training_command(resnet, "default", {}), ElementsAre("./train.sh"));
  resnet.model_flag = "";
  EXPECT_THAT(training_command(resnet, "resnet20", {}), ElementsAre("./train.sh"));
}

TEST(TrainingCommand, KeepsATextWithBlanksOneWord) {
  Catalogue known = catalogue();
  RepoSpec& resnet = known.repos[0];
  resnet.hyperparameters.push_back({"optimizer", "--opt", HyperparameterType::text});
  EXPECT_THAT(training_command(resnet, "default", {{"optimizer", std::string("adam w; rm")}}),
              ElementsAre("./train.sh", "--opt", "adam w; rm"));
}

TEST(TrainingCommand, PassesFloatsSoThatTheyReadBackTheSame) {
  const Catalogue known = catalogue();
  EXPECT_THAT(
      training_command(known.repos[0], "default", {{"learning_rate", 0.051392905028301246}}),
      ElementsAre("./train.sh", "--lr", "0.051392905028301246"));
}

TEST(EffectiveHyperparameters, FillsInTheCataloguesDefaultsInItsOrder) {
  const Catalogue known = catalogue();
  const RepoSpec& resnet = known.repos[0];  // seed has no default
  EXPECT_THAT(effective_hyperparameters(resnet, {{"learning_rate", 0.2}}),
              ElementsAre(NamedValue{"epochs", whole(10)}, NamedValue{"learning_rate", 0.2}));
  EXPECT_THAT(effective_hyperparameters(resnet, {{"seed", whole(7)}, {"epochs", whole(1)}}),
              ElementsAre(NamedValue{"epochs", whole(1)}, NamedValue{"learning_rate", 0.1},
                          NamedValue{"seed", whole(7)}));
}

}  // namespace
}  // namespace mutation
