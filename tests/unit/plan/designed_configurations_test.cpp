#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "unit/plan/searching.h"

namespace mutation {
namespace {

using namespace fixtures;
using testing::ElementsAre;
using testing::SizeIs;

DrawOverride levels(const std::string& name, int count) {
  return {.name = name, .range = {}, .distribution = {}, .values = {}, .levels = count};
}

double number(const Hyperparameters& given, const std::string& name) {
  return std::get<double>(*find(given, name));
}

TEST(Grid, HasEveryCombinationAndTheFirstChangesLast) {
  Searching searching({choice("optimizer", {Value("sgd"), Value("adam")}), learning_rate()});
  searching.request.draw_overrides = {
      {.name = "learning_rate", .range = {}, .values = {Value(0.1), Value(0.2), Value(0.1)}}};
  const auto found = searching.grid();
  EXPECT_THAT(texts_of(*found),
              ElementsAre("optimizer=sgd learning_rate=0.1", "optimizer=sgd learning_rate=0.2",
                          "optimizer=adam learning_rate=0.1", "optimizer=adam learning_rate=0.2"));
  EXPECT_EQ(found->note, "");
}

TEST(Grid, SpreadsLevelsAsTheDistributionDoes) {
  Searching searching({real("rate", "", 1, 0.001, 0.1), dropout()});
  searching.request.draw_overrides = {levels("rate", 3), levels("dropout", 4)};
  searching.request.mutate = {"rate"};
  searching.request.draw_overrides.pop_back();
  EXPECT_THAT(texts_of(*searching.grid()), ElementsAre("rate=0.001", "rate=0.01", "rate=0.1"));
  searching.request.mutate = {"dropout"};
  searching.request.draw_overrides = {levels("dropout", 4)};
  EXPECT_THAT(texts_of(*searching.grid()),
              ElementsAre("dropout=0.0", "dropout=0.1", "dropout=0.2", "dropout=0.3"));
}

TEST(Grid, TakesAllWholeNumbersOrSoManyOfThem) {
  Searching searching({epochs()});
  EXPECT_THAT(searching.grid()->configurations, SizeIs(11));
  searching.request.draw_overrides = {levels("epochs", 3)};
  EXPECT_THAT(texts_of(*searching.grid()), ElementsAre("epochs=5", "epochs=10", "epochs=15"));
  searching.request.draw_overrides = {levels("epochs", 1)};
  EXPECT_THAT(texts_of(*searching.grid()), ElementsAre("epochs=10"));
}

TEST(Grid, AsksForTheLevelsOfFloatsAndRefusesTooMany) {
  EXPECT_EQ(Searching({learning_rate(), dropout(), epochs()}).grid().error().message,
            "a grid needs to know which values of \"learning_rate\", \"dropout\" it has");
  EXPECT_EQ(Searching({seed()}).grid(100).error().message,
            "the grid has more than 100 combinations");
}

TEST(Grid, LeavesOutWhatIsKnownAndSaysSo) {
  Searching searching({epochs()});
  searching.know({{"epochs", whole(7)}});
  searching.know({});  // the default 10
  const auto found = searching.grid();
  EXPECT_THAT(found->configurations, SizeIs(9));
  EXPECT_EQ(found->note,
            "2 of 11 combinations of the grid give configurations that occur already: 9 runs "
            "planned");
}

// In which of `parts` equal parts of the logarithmic range each value lies.
std::set<int> parts_of_rate(const FoundConfigurations& found, double low, double high, int parts) {
  std::set<int> used;
  for (const Configuration& configuration : found.configurations) {
    const double share =
        std::log(number(configuration.hyperparameters, "rate") / low) / std::log(high / low);
    used.insert(static_cast<int>(share * parts));
  }
  return used;
}

TEST(LatinHypercube, HasOneValueInEachPartOfEachRange) {
  const Searching searching({real("rate", "", 1, 0.001, 0.1), integer("k", "", whole(0), 1, 20)});
  const FoundConfigurations found = searching.hypercube(20, 42);
  ASSERT_THAT(found.configurations, SizeIs(20));
  EXPECT_THAT(parts_of_rate(found, 0.001, 0.1, 20), SizeIs(20));
  std::set<std::string> whole_numbers;
  for (const Configuration& configuration : found.configurations)
    whole_numbers.insert(to_text(*find(configuration.hyperparameters, "k")));
  EXPECT_THAT(whole_numbers, SizeIs(20));
  EXPECT_EQ(texts_of(found), texts_of(searching.hypercube(20, 42)));
  EXPECT_NE(texts_of(found), texts_of(searching.hypercube(20, 43)));
}

TEST(LatinHypercube, SaysHowManyPointsBroughtNothingNew) {
  const Searching searching({choice("a", {whole(0), whole(1)})});
  const FoundConfigurations found = searching.hypercube(6, 1);
  EXPECT_THAT(found.configurations, SizeIs(2));
  EXPECT_EQ(found.note,
            "4 of 6 points of the Latin hypercube give configurations that occur already: 2 runs "
            "planned");
}

TEST(Sobol, FillsEachPartOfEachRangeWithAPowerOfTwo) {
  const Searching searching({real("rate", "", 1, 0.001, 0.1), dropout(), learning_rate()});
  const FoundConfigurations found = searching.sobol(64, 42);
  ASSERT_THAT(found.configurations, SizeIs(64));
  EXPECT_THAT(parts_of_rate(found, 0.001, 0.1, 64), SizeIs(64));
  // In two dimensions at once: 8 x 8 boxes, one point in each.
  std::set<std::pair<int, int>> boxes;
  for (const Configuration& configuration : found.configurations) {
    const double share =
        std::log(number(configuration.hyperparameters, "rate") / 0.001) / std::log(100.0);
    boxes.emplace(static_cast<int>(share * 8),
                  static_cast<int>(number(configuration.hyperparameters, "dropout") / 0.3 * 8));
  }
  EXPECT_THAT(boxes, SizeIs(64));
  EXPECT_EQ(texts_of(found), texts_of(searching.sobol(64, 42)));
  EXPECT_NE(texts_of(found), texts_of(searching.sobol(64, 43)));
}

TEST(Sobol, GoesOnUntilEnoughIsNew) {
  Searching searching({epochs()});
  searching.know({{"epochs", whole(5)}});
  EXPECT_THAT(searching.sobol(10, 1).configurations, SizeIs(10));
  EXPECT_EQ(searching.sobol(11, 1).note,
            "only 10 distinct combinations were found in 220 points of the Sobol sequence, 11 were "
            "asked: 10 runs planned");
}

TEST(ValueAtShare, GivesTheZerosTheirPart) {
  const HyperparameterSpec decay = weight_decay();  // 0 with 0.3, else 1e-05..0.001
  EXPECT_EQ(value_at_share(decay, 0.29), Value(0.0));
  EXPECT_EQ(value_at_share(decay, 0.3), Value(1e-05));
  EXPECT_NEAR(std::get<double>(value_at_share(decay, 0.65)), 1e-4, 1e-9);
}

TEST(DistinctValues, CountsWholeNumbersFloatsAndTheZeroOutside) {
  EXPECT_EQ(distinct_values(epochs()), 11u);
  EXPECT_EQ(distinct_values(kfold()), 10u);  // 2..10 and 0
  EXPECT_EQ(distinct_values(with_zero(epochs(), 1)), 1u);
  EXPECT_EQ(distinct_values(real("x", "", 1, 0.1, 0.15)), 50001u);
  EXPECT_EQ(distinct_values(real("x", "", 1, 0.9, 1.1)), 110001u);
  EXPECT_EQ(distinct_values(weight_decay()), 1800002u);  // two decades, 0.001 itself, and 0
  EXPECT_EQ(distinct_values(dropout()), kManyValues);
  EXPECT_EQ(value_at(real("x", "", 1, 0.9, 1.1), 0), Value(0.9));
  EXPECT_EQ(value_at(real("x", "", 1, 0.9, 1.1), 100000), Value(1.0));
  EXPECT_EQ(value_at(real("x", "", 1, -1.1, -0.9), 10001), Value(-0.999999));
}

}  // namespace
}  // namespace mutation
