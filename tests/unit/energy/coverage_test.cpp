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
  double length = 0;
  std::string parts;
};

Case random_case(Random& random) {
  const double length = std::exp(uniform(random, std::log(3), std::log(600)));
  const double start = uniform(random, 0, 0.2);
  std::string parts;
  const TruePower power = random_power(start + length, random, parts);
  Sensor sensor{.period = uniform(random, 0, 1) < 0.7 ? 0.1 : 0.02};
  sensor.phase = uniform(random, 0, sensor.period);
  Reader reader;
  if (uniform(random, 0, 1) < 0.3) reader.late_share = uniform(random, 0, 0.1);
  if (uniform(random, 0, 1) < 0.3) reader.lost_share = uniform(random, 0, 0.05);
  Case made{.length = length, .parts = parts};
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

TEST(StatedUncertainty, HoldsTheTruthInNinetyFiveOfAHundredRandomTraces) {
  Random random(20'261'125);
  Tally all;
  std::map<std::string, Tally> by_kind;
  for (int i = 0; i < 1000; ++i) {
    const Case made = random_case(random);
    ASSERT_TRUE(made.figure.energy && made.figure.uncertainty) << made.figure.reason;
    EXPECT_EQ(made.figure.coverage, 1)
        << i << made.how << made.length << made.figure.method << made.figure.reason;
    const double error = made.figure.energy->value - made.truth;
    if (getenv("DEBUG_COV") && std::abs(error) > made.figure.uncertainty->value) {
      std::printf("%d %s %.1f s: error %.3f unc %.3f of %.1f:", i, made.how.c_str(), made.length,
                  error, made.figure.uncertainty->value, made.truth);
      for (auto& part : made.figure.uncertainty_parts)
        std::printf(" %s %.3f", part.name.c_str(), part.joules.value);
      std::printf(" %s\n", made.parts.c_str());
    }
    all.add(error, made.figure.uncertainty->value, made.truth);
    by_kind[made.how].add(error, made.figure.uncertainty->value, made.truth);
    by_kind[made.how + (made.length < 15 ? ", short" : ", long")].add(
        error, made.figure.uncertainty->value, made.truth);
  }
  for (auto& [kind, tally] : by_kind) {
    std::printf("%-28s %4d cases, %5.1f %% held, median uncertainty %.3f %%\n", kind.c_str(),
                tally.all, 100 * tally.share(), 100 * tally.median_ratio());
  }
  std::printf("all: %.1f %% held, median %.3f %%\n", 100 * all.share(), 100 * all.median_ratio());
  EXPECT_GE(all.share(), 0.95);
}

}  // namespace
}  // namespace mutation
