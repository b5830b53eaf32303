// When a sensor updated itself, told from readings that only bracket it.
#include "energy/updates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "energy/update_grid.h"
#include "unit/energy/sensor_model.h"

namespace mutation {
namespace {

using namespace sensor_model;

double seconds(MonotonicTime time) {
  return Seconds(time - at(0)).count();
}

// The largest error of update times.
double worst(const Updates& updates, const Sensor& sensor) {
  double largest = 0;
  for (const Update& update : updates.all) {
    const double steps = std::floor((seconds(update.read) - sensor.phase) / sensor.period);
    const double truth = sensor.phase + steps * sensor.period;
    largest = std::max(largest, std::abs(seconds(update.at) - truth));
  }
  return largest;
}

TEST(Updates, AreKnownToTwoMillisecondsAfterOneSweepOfTheReadings) {
  const TruePower power(20, [](double t) { return 100 + 3 * t; });
  Random random(5);
  for (const double phase : {0.0, 0.031, 0.062, 0.093}) {
    const Sensor sensor{.phase = phase};
    const Trace counter = read_counter(power, sensor, {}, random);
    const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
    EXPECT_NEAR(updates.period->count(), 0.1, 1e-5);
    EXPECT_LT(worst(updates, sensor), 0.002);
    for (const Update& update : updates.all) EXPECT_LT(update.uncertainty, Seconds(0.004));
  }
}

TEST(Updates, AreFoundAmongLateAndLostReadings) {
  const TruePower power(20, [](double t) { return 100 + 3 * t; });
  Random random(6);
  const Sensor sensor;
  const Trace counter =
      read_counter(power, sensor, {.late_share = 0.1, .lost_share = 0.05}, random);
  const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
  EXPECT_LT(worst(updates, sensor), 0.005);
}

TEST(Updates, LieWithinTheirBracketsWhereTheyAreUneven) {
  // Every 70 to 380 ms.
  Trace counter;
  Random random(7);
  double next = 0;
  double value = 0;
  for (int i = 0; i < 300; ++i) {
    for (; next <= i * 0.098; next += uniform(random, 0.07, 0.38)) value = 100 * next;
    counter.push_back({at(i * 0.098), value});
  }
  const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
  EXPECT_FALSE(updates.period.has_value());
  for (size_t i = 1; i < updates.all.size(); ++i) {
    EXPECT_GE(updates.all[i].at, updates.all[i].after);
    EXPECT_LE(updates.all[i].at, updates.all[i].read);
  }
}

TEST(Updates, OfASensorFasterThanTheReadingsCountWhenTheyAreRead) {
  const TruePower power(20, [](double t) { return 100 + 3 * t; });
  Random random(8);
  const Trace counter = read_counter(power, {.period = 0}, {}, random);
  const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
  ASSERT_EQ(updates.all.size(), counter.size());
  for (const Update& update : updates.all) EXPECT_LT(update.read - update.at, Seconds(0.002));
}

TEST(Updates, ReadJustAsOftenAsTheyComeAreNotTakenToBeFresh) {
  const TruePower power(20, [](double t) { return 100 + 3 * t; });
  Random random(8);
  const Trace counter = read_counter(power, {}, {.period = 0.1}, random);
  for (const Update& update : updates_between(counter, 0, counter.size(), SensorKind::counter).all)
    EXPECT_GT(update.common, Seconds(0.045));
}

TEST(Updates, OfFewReadingsAreTheReadings) {
  const Trace power = {{at(0), 100}, {at(1), 200}, {at(2), 200}};
  const Updates updates = updates_between(power, 0, 3, SensorKind::power);
  ASSERT_EQ(updates.all.size(), 3u);
  for (const Update& update : updates.all) EXPECT_EQ(update.at, update.read);
}

TEST(ObservedUpdatePeriod, IsThatOfTheSensor) {
  const TruePower power(60, [](double t) { return 200 + 20 * std::sin(t) + 7 * std::sin(31 * t); });
  Random random(9);
  for (const double period : {0.1, 0.1013, 0.15, 0.5, 1.0}) {
    const Sensor sensor{.period = period};
    const Trace counter = read_counter(power, sensor, {}, random);
    const Trace watts = read_power(power, sensor, {}, random);
    EXPECT_NEAR(observed_update_period(counter, SensorKind::counter)->count(), period, 0.001);
    EXPECT_NEAR(observed_update_period(watts, SensorKind::power)->count(), period, 0.001);
  }
  const Trace fast = read_counter(power, {.period = 0.02}, {}, random);
  EXPECT_EQ(observed_update_period(fast, SensorKind::counter), std::nullopt);
  EXPECT_EQ(observed_update_period({}, SensorKind::power), std::nullopt);
}

// What readings each 98 ms see of updates at `phase` + k · `period`.
std::vector<Look> looks_at(double phase, double period, int readings) {
  std::vector<Look> looks;
  for (int i = 1; i < readings; ++i) {
    const double after = 0.098 * (i - 1);
    const double by = 0.098 * i;
    looks.push_back(
        {after, by, std::floor((by - phase) / period) > std::floor((after - phase) / period)});
  }
  return looks;
}

constexpr PeriodRange kAbout100ms{0.0999, 0.1001};

TEST(UpdateGrid, IsFoundByTheOneReadingThatDidNotChange) {
  const auto grid = find_grid(looks_at(0.0305, 0.1, 120), kAbout100ms, 5, 6);
  ASSERT_TRUE(grid.has_value());
  EXPECT_NEAR(grid->last_before(5.1), 5.0305, 0.0015);
  EXPECT_NEAR(grid->last_before(5.9), 5.8305, 0.0015);
  EXPECT_LT(grid->half_width, 0.003);
  EXPECT_EQ(grid->contradictions, 0);
}

TEST(UpdateGrid, IsFoundThoughReadingsWereLost) {
  constexpr double kPhase = 0.0303;
  std::vector<Look> looks;
  double after = 0;
  for (int i = 1; i < 240; ++i) {
    if (i % 5 == 2) continue;
    const double by = 0.098 * i;
    looks.push_back(
        {after, by, std::floor((by - kPhase) / 0.1) > std::floor((after - kPhase) / 0.1)});
    after = by;
  }
  const auto grid = find_grid(looks, kAbout100ms, 10, 11);
  ASSERT_TRUE(grid.has_value());
  EXPECT_NEAR(grid->last_before(10.5), 10.4303, 0.003);
}

TEST(UpdateGrid, BearsAFewLooksThatAreWrong) {
  std::vector<Look> looks = looks_at(0.0305, 0.1, 150);
  for (const size_t wrong : {20u, 60u, 100u}) looks[wrong].changed = !looks[wrong].changed;
  const auto grid = find_grid(looks, kAbout100ms, 7, 8);
  ASSERT_TRUE(grid.has_value());
  EXPECT_NEAR(grid->last_before(7.5), 7.4305, 0.005);
  EXPECT_GT(grid->contradictions, 0);
}

TEST(UpdateGrid, IsNoneWhereUpdatesAreUnevenOrTooFewLooksTell) {
  std::vector<Look> uneven;
  for (int i = 1; i < 120; ++i) uneven.push_back({0.098 * (i - 1), 0.098 * i, i % 3 != 0});
  EXPECT_FALSE(find_grid(uneven, kAbout100ms, 5, 6).has_value());
  EXPECT_FALSE(find_grid(looks_at(0.0305, 0.1, 8), kAbout100ms, 0, 1).has_value());
}

TEST(Updates, OfACounterWithoutAGridLieLateInALongBracket) {
  // 20 J each 100 ms; too short to tell when, and the reading before the last was lost.
  Trace counter;
  for (int i = 0; i < 24; ++i) {
    if (i != 22) counter.push_back({at(0.098 * i), 20.0 * i});
  }
  const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
  EXPECT_FALSE(updates.period);
  const Update& after_gap = updates.all.back();
  EXPECT_EQ(after_gap.value, 460);
  EXPECT_NEAR(Seconds(after_gap.read - after_gap.at).count(), 0.05, 0.002);
  EXPECT_NEAR(after_gap.uncertainty.count(), 0.05, 0.002);
}

TEST(Updates, OfACounterThatIsKnownToBeFastAreAsFreshAsIsSaid) {
  Trace counter;
  for (int i = 0; i < 30; ++i) counter.push_back({at(0.098 * i), 9.8 * i});
  counter.push_back({at(0.098 * 29 + 0.02), 9.8 * 29 + 2});  // asked for in between
  const Updates updates =
      updates_between(counter, 0, counter.size(), SensorKind::counter, Seconds(0.001));
  for (const Update& update : updates.all) {
    EXPECT_NEAR(Seconds(update.read - update.at).count(), 0.0005, 1e-6);
    EXPECT_NEAR(update.uncertainty.count(), 0.0005, 1e-6);
  }
}

TEST(Updates, OfACounterThatHoldsItsValueAreNotAsFreshAsIsSaid) {
  const TruePower power(12, [](double) { return 100.0; });
  Random random(3);
  const Trace counter = read_counter(power, {.period = 0.1, .phase = 0.03}, {}, random);
  const Updates updates =
      updates_between(counter, 0, counter.size(), SensorKind::counter, Seconds(0.001));
  EXPECT_NEAR(updates.period.value().count(), 0.1, 0.0005);
}

TEST(Updates, OfACounterThatIsReadRarelyAreFreshAlsoBesideAReadingThatFollowsAtOnce) {
  // A reading each second, and one more right after the tenth: 75 W, updates each 100 ms.
  Trace counter;
  for (int i = 0; i < 30; ++i) {
    counter.push_back({at(i), 75.0 * i});
    if (i == 10) counter.push_back({at(i + 0.02), 75.0 * i});
  }
  const Updates updates = updates_between(counter, 0, counter.size(), SensorKind::counter);
  for (const Update& update : updates.all)
    EXPECT_LE(Seconds(update.read - update.at).count(), 0.051);
}

}  // namespace
}  // namespace mutation
