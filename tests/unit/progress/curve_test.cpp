#include "progress/curve.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::Eq;

BootTime at(int seconds) {
  return BootTime(std::chrono::seconds(seconds));
}

TEST(RecentValues, KeepTheHighestOfEachStretchSoThatNoPeakIsLost) {
  RecentValues values;
  // Three cells: 100 s each.
  values.add(at(110), 5);
  values.add(at(150), 9);
  values.add(at(199), 7);
  values.add(at(301), 2);
  EXPECT_THAT(values.cells(at(399), 3), ElementsAre(Eq(9.0), Eq(std::nullopt), Eq(2.0)));
  // A second later they have moved by one.
  EXPECT_THAT(values.cells(at(400), 3), ElementsAre(Eq(std::nullopt), Eq(2.0), Eq(std::nullopt)));
}

TEST(RecentValues, ForgetWhatIsOlderThanFiveMinutes) {
  RecentValues values;
  values.add(at(0), 900);
  values.add(at(10), 20);
  values.add(at(301), 40);
  ASSERT_TRUE(values.range());
  EXPECT_EQ(values.range()->low, 20);
  EXPECT_EQ(values.range()->high, 40);
  values.add(at(700), std::nullopt);
  EXPECT_FALSE(values.range());
}

TEST(Curve, HasAnEighthForTheLowestAndAWholeBlockForTheHighest) {
  EXPECT_EQ(curve({0.0, 50.0, 100.0, std::nullopt, 100.0}, {0, 100}, true), "▁▅█ █");
  EXPECT_EQ(curve({0.0, 50.0, 100.0, std::nullopt, 100.0}, {0, 100}, false), "_=@ @");
}

TEST(Curve, OfWhatIsBeyondItsRangeStaysWithin) {
  EXPECT_EQ(curve({-5.0, 20.0}, {0, 10}, true), "▁█");
}

TEST(Curve, OfOneValueOnlyIsFlat) {
  EXPECT_EQ(curve({3.0, 3.0}, {3, 3}, true), "▁▁");
}

}  // namespace
}  // namespace mutation
