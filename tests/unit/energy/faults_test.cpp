// Sensors that fail in every way: none gives a wrong figure or a zero, and none that works is
// doubted.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "energy/device_energy.h"
#include "unit/energy/sensor_model.h"

namespace mutation {
namespace {

using namespace sensor_model;

// 10 Hz readings of value(t) over 0..end.
template <typename Value>
Trace readings(double end, Value value) {
  Trace made;
  for (int i = 0; i * 0.098 <= end; ++i) made.push_back({at(i * 0.098), value(i * 0.098)});
  return made;
}

double held(double t) {
  return std::floor(t / 0.1) * 0.1;
}
double counter_of_100_watts(double t) {
  return 7000 + 100 * held(t);
}
// A little noise, so that it is seen to move.
double about_100_watts(double t) {
  return 100 + 0.5 * std::sin(37 * held(t));
}

EnergyFigure of(const Trace& counter, const Trace& power, Stretch asked) {
  return device_energy({.counter = EnergyChannel{.trace = &counter, .source = "energy"},
                        .power = EnergyChannel{.trace = &power, .source = "power"}},
                       asked);
}

TEST(SensorFault, ACounterThatFreezesForGoodGivesWayToTheIntegral) {
  const Trace counter =
      readings(40, [](double t) { return counter_of_100_watts(std::min(t, 12.0)); });
  const Trace power = readings(40, about_100_watts);
  const EnergyFigure figure = of(counter, power, stretch(10, 30));
  EXPECT_EQ(figure.method, "integral");
  EXPECT_NEAR(figure.energy->value, 2000, 2);
  EXPECT_NE(figure.reason.find("energy counter not used"), std::string::npos) << figure.reason;
}

TEST(SensorFault, ACounterThatFreezesForAWhileDoesNotCoverIt) {
  // 5 s without counting, which it never makes up for.
  const Trace counter = readings(40, [](double t) {
    return counter_of_100_watts(t < 15 ? t : t < 20 ? 15 : t - 5);
  });
  const EnergyFigure figure = device_energy(
      {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 30));
  EXPECT_NEAR(figure.energy->value, 1500, 15);
  EXPECT_NEAR(figure.coverage, 0.75, 0.01);
  EXPECT_NE(figure.reason.find("the counter stood still for 5."), std::string::npos)
      << figure.reason;
}

TEST(SensorFault, ACounterThatCatchesUpIsWhole) {
  const Trace counter =
      readings(40, [](double t) { return counter_of_100_watts(t > 15 && t < 20 ? 15 : t); });
  const EnergyFigure figure = of(counter, readings(40, about_100_watts), stretch(10, 30));
  EXPECT_EQ(figure.method, "counter");
  EXPECT_NEAR(figure.energy->value, 2000, 2);
  EXPECT_EQ(figure.coverage, 1) << figure.reason;
}

TEST(SensorFault, ACounterThatJumpsAbsurdlyLosesThatMomentOnly) {
  const Trace counter =
      readings(40, [](double t) { return counter_of_100_watts(t) + (t > 20 ? 4e9 : 0); });
  const EnergyFigure figure = device_energy(
      {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 30));
  EXPECT_NEAR(figure.energy->value, 2000, 25);
  EXPECT_LT(figure.coverage, 1);
  EXPECT_GT(figure.coverage, 0.99);
}

TEST(SensorFault, WhatIsNoNumberNeverEnters) {
  for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity(), -50.0, 4.3e6}) {
    const auto now_and_then = [&](auto good) {
      return [=](double t) { return std::fmod(t, 3) < 0.2 ? wrong : good(t); };
    };
    const Trace power = readings(40, now_and_then(about_100_watts));
    const EnergyFigure integral = device_energy(
        {.power = EnergyChannel{.trace = &power, .source = "power"}}, stretch(10, 30));
    EXPECT_NEAR(integral.energy->value, 2000, 4) << wrong;
    EXPECT_EQ(integral.coverage, 1);
    if (wrong > 1e6 && std::isfinite(wrong)) continue;  // a counter may well be there
    const Trace counter = readings(40, now_and_then(counter_of_100_watts));
    const EnergyFigure counted = device_energy(
        {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 30));
    EXPECT_NEAR(counted.energy->value, 2000, 4) << wrong;
  }
}

TEST(SensorFault, PowerThatStandsStillWhileUtilisationMovesIsFrozen) {
  const Trace power =
      readings(60, [](double t) { return t > 20 && t < 40 ? 80 : about_100_watts(t); });
  const Trace busy = readings(60, [](double t) { return t > 30 ? 97.0 : 3.0; });
  const EnergyFigure figure = device_energy(
      {.power = EnergyChannel{.trace = &power, .source = "power"}, .utilization = &busy},
      stretch(10, 50));
  EXPECT_NEAR(figure.coverage, 0.5, 0.01);
  EXPECT_NEAR(figure.energy->value, 2000, 30);
  EXPECT_NE(figure.reason.find("power stood still while temperature or utilisation moved"),
            std::string::npos)
      << figure.reason;
}

TEST(SensorFault, PowerThatIsMerelyConstantIsNoGap) {
  const Trace power = readings(60, [](double) { return 25.0; });
  const Trace idle = readings(60, [](double) { return 0.0; });
  // A device that cools under constant power.
  const Trace cooling = readings(60, [](double t) { return 30 + 30 * std::exp(-t / 20); });
  const EnergyFigure figure =
      device_energy({.power = EnergyChannel{.trace = &power, .source = "power"},
                     .utilization = &idle,
                     .temperature = &cooling},
                    stretch(10, 50));
  EXPECT_EQ(figure.coverage, 1) << figure.reason;
  EXPECT_NEAR(figure.energy->value, 1000, 1e-6);
}

TEST(SensorFault, PowerThatStandsStillWhileTheTemperatureRisesAndFallsIsFrozen) {
  const Trace power = readings(60, [](double) { return 25.0; });
  const Trace warm = readings(60, [](double t) { return 50 - std::abs(t - 30); });
  const EnergyFigure figure = device_energy(
      {.power = EnergyChannel{.trace = &power, .source = "power"}, .temperature = &warm},
      stretch(10, 50));
  EXPECT_FALSE(figure.energy.has_value());
}

TEST(SensorFault, DisagreementIsOfTheIntegralAgainstTheCounter) {
  const EnergyFigure figure =
      of(readings(40, counter_of_100_watts),
         readings(40, [](double t) { return about_100_watts(t) + 5; }), stretch(10, 30));
  EXPECT_NEAR(*disagreement(figure), 0.05, 0.002);
  EXPECT_EQ(disagreement(EnergyFigure{.energy = Joules{5}, .method = "integral"}), std::nullopt);
}

TEST(SensorFault, OneReadingOfZeroOfAYoungCounterAddsNothing) {
  Trace counter = readings(40, counter_of_100_watts);
  counter[200].value = 0;
  const EnergyFigure figure = device_energy(
      {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 30));
  EXPECT_NEAR(figure.energy->value, 2000, 31);
  EXPECT_NEAR(figure.energy->value, 2000, figure.uncertainty->value + 20);
  EXPECT_LT(figure.coverage, 1);
}

TEST(SensorFault, WhatIsLeftOutStandsInTheUncertainty) {
  const Trace counter =
      readings(40, [](double t) { return counter_of_100_watts(t) - (t > 20 ? 6000 : 0); });
  const EnergyFigure figure = device_energy(
      {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 30));
  EXPECT_LT(figure.coverage, 1);
  EXPECT_NEAR(figure.energy->value, 2000, figure.uncertainty->value);
}

TEST(SensorFault, ASlowCountersEdgesAreUnsure) {
  const Trace counter = readings(60, [](double t) { return 100 * std::floor((t + 2.2) / 4) * 4; });
  const EnergyFigure figure = device_energy(
      {.counter = EnergyChannel{.trace = &counter, .source = "energy"}}, stretch(10, 50));
  ASSERT_TRUE(figure.energy && figure.uncertainty);
  EXPECT_NEAR(figure.energy->value, 4000, figure.uncertainty->value + 1e-6);
  EXPECT_GT(figure.uncertainty->value, 0);
}

TEST(SensorFault, ConstantPowerIsNotFrozenForAUtilisationThatMovesALittleBefore) {
  // Power follows utilisation half a second later; each level is exactly constant.
  const auto level = [](double t) { return std::fmod(t, 20) < 10; };
  const Trace power = readings(60, [&](double t) { return level(t) ? 200.0 : 50.0; });
  const Trace busy = readings(60, [&](double t) { return level(t + 0.5) ? 100.0 : 0.0; });
  const EnergyFigure figure = device_energy(
      {.power = EnergyChannel{.trace = &power, .source = "power"}, .utilization = &busy},
      stretch(5, 55));
  EXPECT_EQ(figure.coverage, 1) << figure.reason;
}

}  // namespace
}  // namespace mutation
