#include <gtest/gtest.h>

#include "judge/judge.h"

namespace mutation {
namespace {

TEST(Duration, OfTooFewEarlierRunsSaysNothing) {
  EXPECT_EQ(implausible(Seconds(900), {Seconds(30), Seconds(30)}), "");
  EXPECT_NE(implausible(Seconds(900), {Seconds(30), Seconds(30), Seconds(30)}), "");
}

TEST(Duration, MayDifferByHalfOfTheMedian) {
  const std::vector<Seconds> earlier = {Seconds(100), Seconds(100), Seconds(100), Seconds(100)};
  EXPECT_EQ(implausible(Seconds(150), earlier), "");
  EXPECT_EQ(implausible(Seconds(151), earlier),
            "it took 151.0 s; 4 earlier runs took 100.0 s in the median, 50.0 to 150.0 s are "
            "plausible");
  EXPECT_EQ(implausible(Seconds(50), earlier), "");
  EXPECT_NE(implausible(Seconds(49), earlier), "");
}

TEST(Duration, MayDifferAsMuchAsTheEarlierOnesDo) {
  // Median 100 s, median absolute deviation 20 s.
  const std::vector<Seconds> earlier = {Seconds(70), Seconds(80), Seconds(100), Seconds(120),
                                        Seconds(150)};
  EXPECT_EQ(implausible(Seconds(220), earlier), "");
  EXPECT_NE(implausible(Seconds(221), earlier), "");
}

TEST(Duration, OfAFewSecondsMayDifferByTwo) {
  const std::vector<Seconds> earlier = {Seconds(1), Seconds(1), Seconds(1)};
  EXPECT_EQ(implausible(Seconds(3), earlier), "");
  EXPECT_EQ(implausible(Seconds(3.5), earlier),
            "it took 3.5 s; 3 earlier runs took 1.0 s in the median, 0.0 to 3.0 s are plausible");
}

}  // namespace
}  // namespace mutation
