// Energy of known powers, sensed and read as real ones are: how far off it may be.
#include <gtest/gtest.h>

#include <cmath>

#include "energy/device_energy.h"
#include "unit/energy/sensor_model.h"

namespace mutation {
namespace {

using namespace sensor_model;

double constant(double) {
  return 300;
}

// 100 W, then from second 5 to 25 up to 400 W, then 400 W.
double ramp(double t) {
  return 100 + 300 * std::clamp((t - 5) / 20, 0.0, 1.0);
}

// 30 ms of every 70 ms at 400 W, else 80 W; at rest before and after.
double bursts(double t) {
  if (t < 0 || t > 60) return 60;
  return std::fmod(t, 0.07) < 0.03 ? 400 : 80;
}

struct Sensed {
  Sensor sensor;
  Reader reader;
  std::uint64_t seed = 1;
};

EnergyFigure by_counter(const TruePower& power, Stretch asked, const Sensed& how) {
  Random random(how.seed);
  const Trace counter = read_counter(power, how.sensor, how.reader, random);
  return device_energy({.counter = EnergyChannel{.trace = &counter,
                                                 .resolution = how.sensor.step,
                                                 .wraps_at = how.sensor.wraps_at}},
                       asked);
}

EnergyFigure by_power(const TruePower& power, Stretch asked, const Sensed& how) {
  Random random(how.seed);
  const Trace watts = read_power(power, how.sensor, how.reader, random);
  return device_energy({.power = EnergyChannel{.trace = &watts,
                                               .resolution = how.sensor.step,
                                               .averaging = Seconds(how.sensor.averaging)}},
                       asked);
}

// Each of ten phases of the sensor against the reader.
class Accuracy : public testing::TestWithParam<double> {
 protected:
  // At most `allowed` (a share) off, and within what is stated.
  static void expect_within(const TruePower& power, double start, double end, double allowed,
                            const EnergyFigure& figure) {
    const double truth = power.joules(start, end);
    ASSERT_TRUE(figure.energy && figure.uncertainty) << figure.reason;
    EXPECT_EQ(figure.coverage, 1) << figure.reason;
    EXPECT_NEAR(figure.energy->value, truth, allowed * truth);
    EXPECT_NEAR(figure.energy->value, truth, figure.uncertainty->value + 1e-6);
  }
};

TEST_P(Accuracy, OfConstantPowerIsATenthOfAPercent) {
  const TruePower power(30, constant);
  for (const double period : {0.1, 0.02, 0.0}) {
    const Sensor sensor{.period = period, .phase = GetParam() * period, .step = 0.001};
    Sensor average = sensor;
    average.averaging = 1;
    for (const double end : {3.0, 30.0}) {
      const Stretch asked = stretch(0.05, end);
      expect_within(power, 0.05, end, 0.001, by_counter(power, asked, {.sensor = sensor}));
      expect_within(power, 0.05, end, 0.001, by_power(power, asked, {.sensor = sensor}));
      expect_within(power, 0.05, end, 0.001, by_power(power, asked, {.sensor = average}));
    }
  }
}

TEST_P(Accuracy, OfARampIsATenthOfAPercent) {
  const TruePower power(25, ramp);
  const Stretch asked = stretch(5, 25);
  for (const double period : {0.1, 0.02, 0.0}) {
    const Sensor sensor{.period = period, .phase = GetParam() * period, .step = 0.001};
    Sensor average = sensor;
    average.averaging = 1;
    expect_within(power, 5, 25, 0.001, by_counter(power, asked, {.sensor = sensor}));
    expect_within(power, 5, 25, 0.001, by_power(power, asked, {.sensor = sensor}));
    expect_within(power, 6, 24, 0.001, by_power(power, stretch(6, 24), {.sensor = average}));
  }
}

TEST_P(Accuracy, OfBurstsShorterThanTheSensorsPeriodIsHalfAPercentByTheCounter) {
  const TruePower power(60, bursts);
  for (const double wraps_at : {0.0, 2000.0}) {
    const Sensor sensor{.phase = GetParam() * 0.1, .step = 0.001, .wraps_at = wraps_at};
    const Reader reader{.late_share = 0.05, .lost_share = 0.03};
    expect_within(power, 0, 60, 0.005, by_counter(power, stretch(0, 60), {sensor, reader, 7}));
    expect_within(power, 10, 15, 0.005, by_counter(power, stretch(10, 15), {sensor, reader, 8}));
  }
}

TEST_P(Accuracy, OfBurstsWithoutACounterIsWhatIsStated) {
  const TruePower power(60, bursts);
  Sensor sensor{.phase = GetParam() * 0.1, .step = 0.001};
  expect_within(power, 0, 60, 1, by_power(power, stretch(0, 60), {.sensor = sensor}));
  sensor.averaging = 1;
  const EnergyFigure average = by_power(power, stretch(0, 60), {.sensor = sensor});
  expect_within(power, 0, 60, 0.005, average);
}

TEST_P(Accuracy, IsNotLostWithLateAndLostReadings) {
  const TruePower power(25, ramp);
  const Sensor sensor{.phase = GetParam() * 0.1, .step = 0.001};
  const Reader reader{.late_share = 0.1, .lost_share = 0.05};
  expect_within(power, 5, 25, 0.001, by_counter(power, stretch(5, 25), {sensor, reader, 3}));
  expect_within(power, 5, 25, 0.001, by_power(power, stretch(5, 25), {sensor, reader, 3}));
}

INSTANTIATE_TEST_SUITE_P(Phases, Accuracy,
                         testing::Values(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9));

}  // namespace
}  // namespace mutation
