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

TEST(UpdateGrid, IsInTheMiddleOfAllThatTheBracketsAllow) {
  std::vector<Bracket> brackets;
  for (int i = 0; i < 60; ++i) brackets.push_back({i * 0.1 - 0.004, i * 0.1 + 0.002, i});
  const auto grid = fit_grid(brackets, 0, 5.9);
  ASSERT_TRUE(grid.has_value());
  EXPECT_NEAR(grid->period, 0.1, 1e-6);
  EXPECT_NEAR(grid->last_before(3.01), 2.999, 1e-5);
  EXPECT_NEAR(grid->half_width, 0.003, 1e-4);
  EXPECT_EQ(grid->stray, 0);
}

TEST(UpdateGrid, IsNoneWhereUpdatesAreUneven) {
  std::vector<Bracket> brackets;
  for (int i = 0; i < 60; ++i)
    brackets.push_back({i * 0.1 + (i % 7) * 0.02, i * 0.1 + (i % 7) * 0.02 + 0.01, i});
  EXPECT_FALSE(fit_grid(brackets, 0, 6).has_value());
}

TEST(UpdateGrid, NumbersUpdatesThroughLongBrackets) {
  // Updates at 0.03 + 0.1 k; readings are lost.
  std::vector<Bracket> brackets = {{0, 0.098}, {0.098, 0.196}, {0.196, 0.49}, {0.49, 0.588}};
  EXPECT_EQ(number_updates(brackets, {0.1, 1e-5}, Unseen::none), 4u);
  EXPECT_EQ(brackets[2].number, 4);
  EXPECT_EQ(brackets[3].number, 5);
}

}  // namespace
}  // namespace mutation
