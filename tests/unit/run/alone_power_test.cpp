// What the background drew alone is of the time in which it was there and of no other.
#include "run/alone_power.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::HasSubstr;

class Alone : public testing::Test {
 protected:
  Instrumentation instruments_ = gpus(1);

  // Idle at 30 W until `start`, 76 W until `end`, 200 W from there on.
  static void feed_power(Observations& seen, double start, double end) {
    feed(seen, kPower, start - 10, start - 0.05, 30, 0, 0.05);
    feed(seen, kPower, start, end, 76, 0, 0.05);
    feed(seen, kPower, end + 0.05, end + 10, 200, 0, 0.05);
  }
  static void feed_energy(Observations& seen, double start, double end) {
    feed(seen, kEnergy, start - 10, start, 1000, 30, 0.05);
    feed(seen, kEnergy, start + 0.05, end, 1300 + 0.05 * 76, 76, 0.05);
    feed(seen, kEnergy, end + 0.05, end + 10, 1300 + 76 * (end - start) + 0.05 * 200, 200, 0.05);
  }
};

TEST_F(Alone, AShortStartUpHasNothingOfTheCoolingBeforeIt) {
  Observations seen(instruments_);
  feed_energy(seen, 100, 101.25);
  feed_power(seen, 100, 101.25);
  const AlonePower alone = alone_power(seen, {mono(100), mono(101.25)}, {0});
  ASSERT_TRUE(alone.power.has_value()) << alone.reason;
  ASSERT_TRUE(alone.uncertainty.has_value());
  EXPECT_NEAR(alone.power->value, 76, 6);
  EXPECT_LE(std::abs(alone.power->value - 76), alone.uncertainty->value);
  EXPECT_DOUBLE_EQ(alone.over.count(), 1.25);
}

TEST_F(Alone, ALongStartUpCountsForItsLastSeconds) {
  Observations seen(instruments_);
  feed(seen, kPower, 90, 140, 76);
  const AlonePower alone = alone_power(seen, {mono(100), mono(130)}, {0});
  ASSERT_TRUE(alone.power.has_value()) << alone.reason;
  EXPECT_NEAR(alone.power->value, 76, 1e-6);
  EXPECT_DOUBLE_EQ(alone.over.count(), 5);
}

TEST_F(Alone, ATimeTooShortForASensorThatAveragesHasNone) {
  instruments_.channels[kPower].averaging = Seconds(1);
  Observations seen(instruments_);
  feed_power(seen, 100, 101.25);
  const AlonePower alone = alone_power(seen, {mono(100), mono(101.25)}, {0});
  EXPECT_FALSE(alone.power.has_value());
  EXPECT_FALSE(alone.uncertainty.has_value());
  EXPECT_DOUBLE_EQ(alone.over.count(), 0);
  EXPECT_EQ(alone.reason,
            "GPU-0: the background was alone for 1.25 s, and its sensor tells a mean over no less "
            "than 2.00 s");
}

TEST_F(Alone, AnInstantHasNone) {
  Observations seen(instruments_);
  feed_energy(seen, 100, 100.05);
  const AlonePower alone = alone_power(seen, {mono(100), mono(100.05)}, {0});
  EXPECT_FALSE(alone.power.has_value());
  EXPECT_THAT(alone.reason, HasSubstr("the background was alone for 0.05 s"));
}

TEST_F(Alone, ReadingsThatCoverAPartOnlyGiveNone) {
  Observations seen(instruments_);
  feed(seen, kPower, 90, 128, 76);
  const AlonePower alone = alone_power(seen, {mono(100), mono(130)}, {0});
  EXPECT_FALSE(alone.power.has_value());
  EXPECT_THAT(alone.reason, HasSubstr("% of the 5.00 s before the foreground"));
}

TEST_F(Alone, OneGpuWithoutEnergyLeavesNone) {
  const Instrumentation two = gpus(2);
  Observations seen(two);
  feed(seen, kPower, 90, 140, 76);
  const AlonePower alone = alone_power(seen, {mono(100), mono(130)}, {0, 1});
  EXPECT_FALSE(alone.power.has_value());
  EXPECT_THAT(alone.reason, HasSubstr("GPU-1: "));
}

}  // namespace
}  // namespace mutation
