// The stated uncertainty holds the truth in 95 of 100 cases, whatever power does, however it is
// sensed and read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "energy/device_energy.h"
#include "unit/energy/random_power.h"

namespace mutation {
namespace {

using namespace sensor_model;

struct Tally {
  int all = 0;
  int held = 0;
  std::vector<double> ratios;

  void add(double error, double uncertainty, double energy) {
    ++all;
    if (std::abs(error) <= uncertainty) ++held;
    ratios.push_back(uncertainty / energy);
  }
  double share() const { return static_cast<double>(held) / all; }
  double median_ratio() {
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<long>(ratios.size() / 2),
                     ratios.end());
    return ratios[ratios.size() / 2];
  }
};

// One random case: how it was sensed, and the truth beside the figure.
struct Case {
  std::string how;
  double truth = 0;
  EnergyFigure figure;
};

Case random_case(Random& random) {
  const double length = std::exp(uniform(random, std::log(3), std::log(600)));
  const double start = uniform(random, 0, 0.2);
  const TruePower power = random_power(start + length, random);
  Sensor sensor{.period = uniform(random, 0, 1) < 0.7 ? 0.1 : 0.02};
  sensor.phase = uniform(random, 0, sensor.period);
  Reader reader;
  if (uniform(random, 0, 1) < 0.3) reader.late_share = uniform(random, 0, 0.1);
  if (uniform(random, 0, 1) < 0.3) reader.lost_share = uniform(random, 0, 0.05);
  Case made;
  DeviceChannels channels;
  Trace counter;
  Trace watts;
  const bool fast = sensor.period < 0.05;
  if (uniform(random, 0, 1) < 0.4) {
    Sensor of_counter = sensor;
    of_counter.step = 0.001;
    of_counter.wraps_at = uniform(random, 0, 1) < 0.3 ? 65'532 : 0;
    counter = read_counter(power, of_counter, reader, random);
    channels.counter = EnergyChannel{.trace = &counter, .resolution = 0.001};
    channels.counter->wraps_at = of_counter.wraps_at;
    made.how = "counter";
  }
  sensor.step = uniform(random, 0, 1) < 0.5 ? 1 : 0.001;
  sensor.averaging = uniform(random, 0, 1) < 0.4 ? 1 : 0;
  watts = read_power(power, sensor, reader, random);
  channels.power = EnergyChannel{.trace = &watts, .resolution = sensor.step};
  channels.power->averaging = Seconds(sensor.averaging);
  if (made.how.empty()) made.how = sensor.averaging > 0 ? "average" : "instant";
  made.how += fast ? " 20 ms" : " 100 ms";
  made.truth = power.joules(start, start + length);
  made.figure = device_energy(channels, stretch(start, start + length));
  return made;
}

// Under sanitizers a part of them has to do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kTraces = 150;
#else
constexpr int kTraces = 1000;
#endif

TEST(StatedUncertainty, HoldsTheTruthInNinetyFiveOfAHundredRandomTraces) {
  Random random(20'261'125);
  Tally all;
  std::map<std::string, Tally> by_kind;
  for (int i = 0; i < kTraces; ++i) {
    const Case made = random_case(random);
    ASSERT_TRUE(made.figure.energy && made.figure.uncertainty) << made.figure.reason;
    EXPECT_EQ(made.figure.coverage, 1) << made.how << ": " << made.figure.reason;
    const double error = made.figure.energy->value - made.truth;
    all.add(error, made.figure.uncertainty->value, made.truth);
    by_kind[made.how].add(error, made.figure.uncertainty->value, made.truth);
  }
  EXPECT_GE(all.share(), 0.95);
  if (kTraces < 1000) return;  // too few of each kind
  for (auto& [kind, tally] : by_kind) EXPECT_GE(tally.share(), 0.93) << kind << ": " << tally.all;
  // And it is tight: half of the figures are stated to better than this.
  EXPECT_LT(all.median_ratio(), 0.0025);
  EXPECT_LT(by_kind["counter 100 ms"].median_ratio(), 0.0003);
  EXPECT_LT(by_kind["counter 20 ms"].median_ratio(), 0.001);
  EXPECT_LT(by_kind["average 100 ms"].median_ratio(), 0.002);
  EXPECT_LT(by_kind["instant 100 ms"].median_ratio(), 0.02);
}

}  // namespace
}  // namespace mutation
