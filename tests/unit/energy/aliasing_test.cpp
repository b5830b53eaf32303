// Powers that beat in step with the sensor.
#include "energy/aliasing.h"

#include <gtest/gtest.h>

#include <random>

namespace mutation {
namespace {

TEST(Aliasing, OfOneHighValueInFourMayBeOffByHalfOfWhatItSees) {
  Aliasing aliasing;
  for (int i = 0; i < 120; ++i) aliasing.add(i % 4 == 1 ? 500 : 100);
  // Seen mean 200 W; every fourth is 300 W above it, of four moments in a cycle.
  EXPECT_NEAR(aliasing.half_width(), 150, 1e-9);
}

TEST(Aliasing, OfTwoValuesInTurnMayBeOffByAllThatIsBetween) {
  Aliasing aliasing;
  for (int i = 0; i < 120; ++i) aliasing.add(i % 2 == 0 ? 500 : 100);
  EXPECT_NEAR(aliasing.half_width(), 200, 1e-9);
}

TEST(Aliasing, IsSeenInARhythmOfTwoHighAndTwoLowValues) {
  Aliasing aliasing;
  for (int i = 0; i < 120; ++i) aliasing.add(i % 4 < 2 ? 500 : 100);
  EXPECT_NEAR(aliasing.half_width(), 100, 1e-9);
}

TEST(Aliasing, IsNoneInConstantAndInRandomValuesAndInARamp) {
  Aliasing constant;
  Aliasing noise;
  Aliasing ramp;
  std::mt19937 random(5);
  std::normal_distribution<double> normal(200, 30);
  for (int i = 0; i < 600; ++i) {
    constant.add(200);
    noise.add(normal(random));
    ramp.add(100 + i);
  }
  EXPECT_EQ(constant.half_width(), 0);
  EXPECT_EQ(noise.half_width(), 0);
  EXPECT_EQ(ramp.half_width(), 0);
}

TEST(Aliasing, IsNotToldFromAFewValues) {
  Aliasing few;
  for (int i = 0; i < 10; ++i) few.add(i % 2 == 0 ? 500 : 100);
  EXPECT_EQ(few.half_width(), 0);
}

}  // namespace
}  // namespace mutation
