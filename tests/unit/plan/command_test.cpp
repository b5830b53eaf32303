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

TEST(TrainingCommand, ABooleanIsItsFlagAlone) {
  Catalogue known = catalogue();
  RepoSpec& resnet = known.repos[0];
  HyperparameterSpec amp{"amp", "--amp", HyperparameterType::boolean};
  resnet.hyperparameters.push_back(amp);
  amp.name = "augment";
  amp.flag = "--augment";
  amp.false_flag = "--no-augment";
  resnet.hyperparameters.push_back(amp);
  EXPECT_THAT(training_command(resnet, "default", {{"amp", true}, {"augment", true}}),
              ElementsAre("./train.sh", "--amp", "--augment"));
  EXPECT_THAT(training_command(resnet, "default", {{"amp", false}, {"augment", false}}),
              ElementsAre("./train.sh", "--no-augment"));
}

TEST(EffectiveHyperparameters, AModelMayHaveItsOwnDefault) {
  Catalogue known = catalogue();
  RepoSpec& resnet = known.repos[0];
  resnet.hyperparameters[1].model_overrides = {{"resnet56", Value(0.02), std::nullopt}};
  EXPECT_THAT(effective_hyperparameters(resnet, "resnet56", {}),
              ElementsAre(NamedValue{"epochs", whole(10)}, NamedValue{"learning_rate", 0.02}));
  EXPECT_THAT(effective_hyperparameters(resnet, "resnet20", {}),
              ElementsAre(NamedValue{"epochs", whole(10)}, NamedValue{"learning_rate", 0.1}));
}

// optimizer: sgd unless given; momentum counts under sgd; nesterov counts under a momentum of 0.9.
RepoSpec with_conditions() {
  RepoSpec repo = catalogue().repos[0];
  HyperparameterSpec optimizer{"optimizer", "--opt", HyperparameterType::text};
  optimizer.default_value = std::string("sgd");
  HyperparameterSpec momentum = real("momentum", "--mom", 0.9, 0.5, 0.99);
  momentum.conditions = {{"optimizer", {std::string("sgd"), std::string("rmsprop")}}};
  HyperparameterSpec nesterov{"nesterov", "--nesterov", HyperparameterType::boolean};
  nesterov.default_value = false;
  nesterov.conditions = {{"momentum", {0.9}}};
  repo.hyperparameters = {nesterov, momentum, optimizer};
  return repo;
}

TEST(EffectiveHyperparameters, LeaveOutWhatDoesNotCount) {
  const RepoSpec repo = with_conditions();
  const NamedValue sgd{"optimizer", std::string("sgd")};
  const NamedValue adam{"optimizer", std::string("adam")};
  EXPECT_THAT(effective_hyperparameters(repo, "resnet20", {}),
              ElementsAre(NamedValue{"nesterov", false}, NamedValue{"momentum", 0.9}, sgd));
  EXPECT_THAT(effective_hyperparameters(repo, "resnet20", {{"momentum", 0.8}}),
              ElementsAre(NamedValue{"momentum", 0.8}, sgd));
  EXPECT_THAT(effective_hyperparameters(repo, "resnet20", {{"momentum", 0.9}, adam}),
              ElementsAre(adam));
}

TEST(Conditions, AreMetByWhatIsGivenElseByTheDefault) {
  const RepoSpec repo = with_conditions();
  const NamedValue adam{"optimizer", std::string("adam")};
  EXPECT_THAT(only_counting(repo, "resnet20", {adam, {"momentum", 0.7}, {"nesterov", true}}),
              ElementsAre(adam));
  EXPECT_THAT(only_counting(repo, "resnet20", {{"nesterov", true}}),
              ElementsAre(NamedValue{"nesterov", true}));
}

TEST(EffectiveHyperparameters, FillsInTheCataloguesDefaultsInItsOrder) {
  const Catalogue known = catalogue();
  const RepoSpec& resnet = known.repos[0];  // seed has no default
  EXPECT_THAT(effective_hyperparameters(resnet, "resnet20", {{"learning_rate", 0.2}}),
              ElementsAre(NamedValue{"epochs", whole(10)}, NamedValue{"learning_rate", 0.2}));
  EXPECT_THAT(
      effective_hyperparameters(resnet, "resnet20", {{"seed", whole(7)}, {"epochs", whole(1)}}),
      ElementsAre(NamedValue{"epochs", whole(1)}, NamedValue{"learning_rate", 0.1},
                  NamedValue{"seed", whole(7)}));
}

}  // namespace
}  // namespace mutation
