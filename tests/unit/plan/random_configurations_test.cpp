// The literals are printed by python_reference.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "unit/plan/searching.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

using Parameters = std::vector<HyperparameterSpec>;

std::vector<Hyperparameters> drawn(const Parameters& parameters, int runs, PythonRandom& random) {
  return values_of(Searching(parameters).random(runs, random));
}

TEST(RandomConfigurations, DrawsTheSeedsExampleAsPythonDoes) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({learning_rate()}, 3, random),
              ElementsAre(Hyperparameters{{"learning_rate", 0.10093786645433042}},
                          Hyperparameters{{"learning_rate", 0.051392905028301246}},
                          Hyperparameters{{"learning_rate", 0.06763824613797234}}));
}

TEST(RandomConfigurations, DrawsIntsAndFloatsInOneStream) {
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

TEST(RandomConfigurations, DrawsInTheOrderOfTheParameters) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({seed(), learning_rate(), epochs()}, 2, random),
              ElementsAre(Hyperparameters{{"seed", whole(1824)},
                                          {"learning_rate", 0.051392905028301246},
                                          {"epochs", whole(9)}},
                          Hyperparameters{{"seed", whole(4012)},
                                          {"learning_rate", 0.06389525265797137},
                                          {"epochs", whole(6)}}));
}

TEST(RandomConfigurations, DrawsZerosByChance) {
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

TEST(RandomConfigurations, LeavesOutTheDefaultsAlsoWhenTheyAreDrawnByChance) {
  PythonRandom random(3);
  EXPECT_THAT(drawn({weight_decay()}, 4, random),
              ElementsAre(Hyperparameters{{"weight_decay", 5.494274242416766e-05}},
                          Hyperparameters{{"weight_decay", 0.0001784187975878197}},
                          Hyperparameters{{"weight_decay", 3.3014751191550674e-05}},
                          Hyperparameters{{"weight_decay", 8.720211431865995e-05}}));
}

TEST(RandomConfigurations, KeepsTheNextEntryInStepAfterAllWasDrawn) {
  PythonRandom random(1334);
  const FoundConfigurations all = Searching({epochs()}).random(15, random);
  EXPECT_THAT(texts_of(all),
              ElementsAre("epochs=15", "epochs=12", "epochs=6", "epochs=5", "epochs=7", "epochs=11",
                          "epochs=8", "epochs=14", "epochs=9", "epochs=13"));
  EXPECT_EQ(
      all.note,
      "only 11 distinct values exist, 10 are left (the defaults are left out), 15 were asked: "
      "10 runs planned");
  EXPECT_THAT(drawn({learning_rate()}, 1, random),
              ElementsAre(Hyperparameters{{"learning_rate", 0.05794786689855473}}));
}

TEST(RandomConfigurations, TellsSmallFloatsApartBySixSignificantDigits) {
  PythonRandom random(42);
  EXPECT_THAT(drawn({tiny_rate()}, 500, random), SizeIs(500)) << "31 differ to six decimals";
}

TEST(RandomConfigurations, CountsTheFloatsThatDiffer) {
  PythonRandom random(1);
  const Searching narrow({real("rate", "", 0.5, 0.1, 0.100003)});
  const FoundConfigurations found = narrow.random(9, random);
  EXPECT_THAT(found.configurations, SizeIs(4));
  EXPECT_EQ(found.note,
            "only 4 distinct values exist (floats that agree to 6 significant digits count as the "
            "same), 9 were asked: 4 runs planned");
}

TEST(RandomConfigurations, RepeatsNothingThatIsKnown) {
  Searching searching({epochs()});
  for (const int past : {5, 6, 7, 8, 9, 11}) searching.know({{"epochs", Value(double(past))}});
  PythonRandom random(7);
  const FoundConfigurations found = searching.random(6, random);
  std::vector<std::string> texts = texts_of(found);
  std::ranges::sort(texts);
  EXPECT_THAT(texts, ElementsAre("epochs=12", "epochs=13", "epochs=14", "epochs=15"));
  EXPECT_EQ(found.note,
            "only 11 distinct values exist, 4 are left (the defaults are left out, 6 are known "
            "already), 6 were asked: 4 runs planned");
}

TEST(RandomConfigurations, SaysThatNothingIsLeft) {
  Searching searching({choice("optimizer", {Value("sgd"), Value("adam")})});
  searching.know({{"optimizer", Value("adam")}});
  PythonRandom random(7);
  const FoundConfigurations found = searching.random(1, random);
  EXPECT_THAT(found.configurations, IsEmpty());
  EXPECT_EQ(found.note,
            "only 2 distinct values exist, 0 are left (the defaults are left out, 1 is known "
            "already), 1 was asked: 0 runs planned");
}

TEST(RandomConfigurations, DrawsTheFewThatAreLeftOfManyFromAnEnumeration) {
  Searching searching({integer("a", "", whole(0), 0, 199), integer("b", "", whole(0), 0, 199)});
  for (int a = 0; a < 200; ++a) {
    for (int b = 0; b < 200; ++b) {
      if (a != 150 || b > 2) searching.know({{"a", whole(a)}, {"b", whole(b)}});
    }
  }
  PythonRandom random(1);
  const FoundConfigurations found = searching.random(2, random);
  ASSERT_THAT(found.configurations, SizeIs(2)) << "three are left";
  EXPECT_EQ(found.note, "");
  for (const std::string& text : texts_of(found)) EXPECT_THAT(text, StartsWith("a=150 b="));
}

TEST(RandomConfigurations, MutatesAFewAtOnce) {
  Searching searching({epochs(), learning_rate(), seed(), dropout()});
  searching.request.mutated_at_once = CountRange{1, 2};
  PythonRandom random(1);
  const FoundConfigurations found = searching.random(200, random);
  ASSERT_THAT(found.configurations, SizeIs(200));
  std::set<std::size_t> sizes;
  std::set<std::string> names;
  for (const Configuration& configuration : found.configurations) {
    sizes.insert(configuration.hyperparameters.size());
    names.insert(configuration.hyperparameters[0].name);
  }
  EXPECT_THAT(sizes, ElementsAre(1, 2));
  EXPECT_THAT(names, ElementsAre("dropout", "epochs", "learning_rate", "seed"));
}

TEST(RandomConfigurations, CountsWhatDiffersOfAFewAtOnce) {
  Searching searching({choice("a", {whole(0), whole(1)}), choice("b", {whole(0), whole(1)})});
  searching.request.mutated_at_once = CountRange{1, 1};
  PythonRandom random(1);
  EXPECT_EQ(searching.random(5, random).note,
            "only 3 distinct combinations exist, 2 are left (the defaults are left out), 5 were "
            "asked: 2 runs planned");
}

TEST(RandomConfigurations, LeavesOutWhatDoesNotCountUnderItsCondition) {
  HyperparameterSpec momentum = choice("momentum", {Value(0.8), Value(0.9), Value(0.95)});
  momentum.type = HyperparameterType::real;
  momentum.conditions = {{"optimizer", {Value("sgd")}}};
  Searching searching({choice("optimizer", {Value("adam"), Value("sgd")}), momentum});
  PythonRandom random(1);
  const FoundConfigurations found = searching.random(9, random);
  std::vector<std::string> texts = texts_of(found);
  std::ranges::sort(texts);
  EXPECT_THAT(texts, ElementsAre("optimizer=sgd momentum=0.8", "optimizer=sgd momentum=0.9",
                                 "optimizer=sgd momentum=0.95"));
  EXPECT_EQ(found.note,
            "only 4 distinct combinations exist, 3 are left (the defaults are left out), 9 were "
            "asked: 3 runs planned");
}

TEST(RandomConfigurations, PassesWhatIsGivenBesideWhatIsDrawn) {
  Searching searching({epochs(), learning_rate()});
  searching.request.mutate = {"epochs"};
  searching.request.hyperparameters = {{"learning_rate", Value(0.3)}};
  PythonRandom random(42);
  EXPECT_THAT(texts_of(searching.random(2, random)),
              ElementsAre("epochs=15 learning_rate=0.3", "epochs=6 learning_rate=0.3"));
}

TEST(RandomConfigurations, DrawsAsAnEntryWantsIt) {
  Searching searching({epochs(), learning_rate()});
  searching.request.draw_overrides = {
      {.name = "epochs", .range = {}, .distribution = {}, .values = {whole(3), whole(4)}},
      {.name = "learning_rate", .range = Range{7, 7}, .distribution = Distribution::uniform, .values = {}}};
  PythonRandom random(1);
  const FoundConfigurations found = searching.random(5, random);
  std::vector<std::string> texts = texts_of(found);
  std::ranges::sort(texts);
  EXPECT_THAT(texts, ElementsAre("epochs=3 learning_rate=7.0", "epochs=4 learning_rate=7.0"));
}

TEST(RandomConfigurations, GoesOnWhereAThousandAttemptsAreTooFew) {
  PythonRandom random(1);
  const FoundConfigurations found =
      Searching({integer("k", "", whole(1), 1, 1500)}).random(1499, random);
  const auto texts = texts_of(found);
  EXPECT_EQ(std::set(texts.begin(), texts.end()).size(), 1499u);
  EXPECT_EQ(found.note, "");
}

TEST(RandomConfigurations, FindsAlsoWhatHardlyEverComes) {
  PythonRandom random(1);
  const Searching rare({with_zero(integer("k", "", whole(0), 1, 1000), 0.9999999)});
  EXPECT_THAT(rare.random(2, random).configurations, SizeIs(2));
}

TEST(RandomConfigurations, SaysWhereASpaceIsTooLargeToBeLookedThrough) {
  PythonRandom random(1);
  const Searching rare({with_zero(integer("k", "", whole(0), 1, 1e9), 0.9999999)});
  const FoundConfigurations found = rare.random(2, random);
  EXPECT_THAT(found.configurations, IsEmpty());
  EXPECT_EQ(found.note,
            "only 0 distinct combinations were found in 1000 attempts, 2 were asked: 0 runs "
            "planned");
}

TEST(SearchSpace, NamesAllContradictionsTogether) {
  Searching searching({epochs(), learning_rate()});
  searching.request.mutate = {"epochs"};
  searching.request.hyperparameters = {{"epochs", whole(3)}};
  searching.request.draw_overrides = {{.name = "learning_rate", .range = {}, .values = {}}};
  std::vector<std::string> notes;
  EXPECT_EQ(search_space(searching.repo, searching.request, notes).error().message,
            "\"epochs\" is both mutated and given a value (remove it from \"mutate\" or from "
            "\"hyperparameters\"); it says how to draw \"learning_rate\", which is not mutated "
            "(name it in \"mutate\")");
}

}  // namespace
}  // namespace mutation
