#include "energy/cooling_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace mutation {
namespace {

struct Curve {
  double time_constant = 60;
  double at_rest = 31;
  double start = 70;
  double over = 120;
  double noise = 0.5;
  bool whole_degrees = true;
  double hot_power_for = 0;  // s at 76 W before power is at its idle 30 W
};

// At 2 Hz, as a gate sees it.
std::vector<CurvePoint> curve_of(const Curve& curve, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, std::max(curve.noise, 1e-12));
  std::vector<CurvePoint> points;
  for (double time = 0; time <= curve.over; time += 0.5) {
    const double cooling = std::max(0.0, time - curve.hot_power_for);
    double temperature = curve.at_rest +
                         (curve.start - curve.at_rest) * std::exp(-cooling / curve.time_constant) +
                         noise(random);
    if (curve.whole_degrees) temperature = std::round(temperature);
    points.push_back(
        {Seconds(time), Watts{time < curve.hot_power_for ? 76.0 : 30.0}, Celsius{temperature}});
  }
  return points;
}

std::string reason_of(const std::vector<CurvePoint>& curve) {
  const auto fitted = fit_cooling(curve, std::nullopt, std::nullopt);
  return fitted ? "fitted" : fitted.error().message;
}

class TimeConstants : public testing::TestWithParam<Curve> {};

TEST_P(TimeConstants, AreFoundWithinTenPercentThroughNoiseAndWholeDegrees) {
  int within = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    const auto fitted = fit_cooling(curve_of(GetParam(), seed), Watts{30}, std::nullopt);
    ASSERT_TRUE(fitted.ok()) << fitted.error().message;
    const double found = fitted->fit.time_constant.count();
    within += std::abs(found / GetParam().time_constant - 1) <= 0.1 ? 1 : 0;
    EXPECT_NEAR(fitted->fit.at_rest.value, GetParam().at_rest, 4);
  }
  EXPECT_GE(within, 95);
}

INSTANTIATE_TEST_SUITE_P(FastToSlow, TimeConstants,
                         testing::Values(Curve{.time_constant = 20, .over = 60},
                                         Curve{.time_constant = 60, .over = 150},
                                         Curve{.time_constant = 200, .over = 300}));

TEST(CoolingFit, IsExactWithoutNoise) {
  const auto fitted = fit_cooling(
      curve_of({.time_constant = 60, .noise = 0, .whole_degrees = false}), Watts{30}, std::nullopt);
  ASSERT_TRUE(fitted.ok());
  EXPECT_NEAR(fitted->fit.time_constant.count(), 60, 0.1);
  EXPECT_NEAR(fitted->fit.at_rest.value, 31, 0.05);
  EXPECT_NEAR(fitted->fit.start.value, 70, 0.05);
  EXPECT_DOUBLE_EQ(fitted->fit.over.count(), 120);
  EXPECT_LT(fitted->fit.rms_error_celsius, 0.01);
}

TEST(CoolingFit, BeginsOnceThePowerIsBackAtIdle) {
  const auto fitted =
      fit_cooling(curve_of({.over = 180, .hot_power_for = 40}), std::nullopt, std::nullopt);
  ASSERT_TRUE(fitted.ok());
  EXPECT_DOUBLE_EQ(fitted->begins.count(), 40);
  EXPECT_NEAR(fitted->fit.time_constant.count(), 60, 6);
}

TEST(CoolingFit, RefusesAFlatCurve) {
  EXPECT_EQ(reason_of(curve_of({.start = 31, .noise = 0})),
            "too flat: the temperature fell by 0.0 C");
}

TEST(CoolingFit, RefusesACurveThatRises) {
  EXPECT_EQ(reason_of(curve_of({.at_rest = 70, .start = 31, .noise = 0})),
            "too flat: the temperature fell by 0.0 C");
}

TEST(CoolingFit, RefusesWhatIsTooShortForASlowDevice) {
  EXPECT_EQ(reason_of(curve_of({.time_constant = 200, .over = 60})),
            "too short: 60 s of the curve do not tell the time constant");
}

TEST(CoolingFit, RefusesWhenPowerHasOnlyJustFallen) {
  EXPECT_EQ(reason_of(curve_of({.over = 62, .hot_power_for = 60})),
            "too short: 5 temperatures since power is at idle, 10 are needed");
}

TEST(CoolingFit, TakesWhatIsKnownOfASlowDevice) {
  const auto fitted = fit_cooling(curve_of({.time_constant = 200, .over = 60}), Watts{30},
                                  KnownTimeConstant{Seconds(195), 0.04});
  ASSERT_TRUE(fitted.ok()) << fitted.error().message;
  EXPECT_NEAR(fitted->fit.time_constant.count(), 200, 20);
  EXPECT_NEAR(fitted->fit.at_rest.value, 31, 4);
}

TEST(CoolingFit, LearnsBetterOfAFullCurveThanWhatWasKnown) {
  const auto fitted = fit_cooling(curve_of({.time_constant = 60, .over = 240}), Watts{30},
                                  KnownTimeConstant{Seconds(90), 0.2});
  ASSERT_TRUE(fitted.ok());
  EXPECT_NEAR(fitted->fit.time_constant.count(), 60, 6);
}

TEST(CoolingTime, IsNewtons) {
  EXPECT_NEAR(cooling_time({61}, {34}, {31}, Seconds(60))->count(), 60 * std::log(10), 1e-9);
  EXPECT_EQ(cooling_time({33}, {34}, {31}, Seconds(60)), Seconds(0));
}

TEST(CoolingTime, IsNoneForWhatTheDeviceNeverComesDownTo) {
  EXPECT_EQ(cooling_time({61}, {30}, {31}, Seconds(60)), std::nullopt);
}

}  // namespace
}  // namespace mutation
