// What a simulated GPU can be told to be like: surroundings that change, power that lingers,
// sensors with periods, means and noise; and how the options are written.
#include "measure/simulated_gpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "measure/monitor.h"

namespace mutation {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// Advances in tenths of a second.
void pass(SimulatedGpu& gpu, Seconds time, double load) {
  for (int i = 0; i < std::lround(time.count() * 10); ++i) gpu.advance(100ms, load);
}

class TimeConstants : public testing::TestWithParam<double> {};

TEST_P(TimeConstants, AreThoseOfItsCooling) {
  SimulatedGpu gpu({.time_constant = Seconds(GetParam())});
  pass(gpu, Seconds(10 * GetParam()), 1);
  EXPECT_NEAR(gpu.temperature().value, 75, 0.01);
  pass(gpu, 5s, 0);  // power is back at idle
  const double before = gpu.temperature().value - 31;
  pass(gpu, Seconds(GetParam()), 0);
  EXPECT_NEAR((gpu.temperature().value - 31) / before, 0.36788, 0.0005);
}

INSTANTIATE_TEST_SUITE_P(Seconds, TimeConstants, testing::Values(20, 60, 200));

TEST(SimulatedGpu, CoolsTheSameHoweverOftenItIsAsked) {
  SimulatedGpu often({.time_constant = 20s});
  SimulatedGpu rarely({.time_constant = 20s});
  for (int i = 0; i < 6000; ++i) often.advance(10ms, 0.7);
  rarely.advance(60s, 0.7);
  EXPECT_NEAR(often.temperature().value, rarely.temperature().value, 0.01);
  EXPECT_NEAR(often.energy().value, rarely.energy().value, 1e-5);
}

TEST(SimulatedGpu, FollowsAmbientThatDriftsAndSwings) {
  SimulatedGpu drifting({.ambient_drift_per_hour = Celsius{2}});
  drifting.advance(3600s, 0);
  EXPECT_NEAR(drifting.ambient().value, 27, 1e-9);
  EXPECT_NEAR(drifting.temperature().value, 33, 0.01);
  SimulatedGpu swinging({.ambient_swing = Celsius{3}, .ambient_swing_period = 400s});
  swinging.advance(100s, 0);
  EXPECT_NEAR(swinging.ambient().value, 28, 1e-9);
  swinging.advance(200s, 0);
  EXPECT_NEAR(swinging.ambient().value, 22, 1e-9);
}

TEST(SimulatedGpu, KeepsItsPowerRaisedForAWhileAfterWork) {
  SimulatedGpu gpu({.idle_lag = 20s, .idle_lag_power = Watts{25}});
  pass(gpu, 30s, 0);
  EXPECT_NEAR(gpu.power().value, 30, 1e-9);  // it has never worked
  pass(gpu, 10s, 1);
  EXPECT_NEAR(gpu.power().value, 250, 1e-3);
  pass(gpu, 19s, 0);
  EXPECT_NEAR(gpu.power().value, 55, 1e-3);
  const Joules before = gpu.energy();
  gpu.advance(2s, 0);
  EXPECT_NEAR((gpu.energy() - before).value, 55 + 30, 1e-3);
  EXPECT_NEAR(gpu.power().value, 30, 1e-3);
}

TEST(SimulatedGpu, GivesThePowerOfTheSensorsLastUpdate) {
  SimulatedGpu gpu({.update = 1s});
  EXPECT_DOUBLE_EQ(gpu.power_reading().value, 30);
  gpu.advance(900ms, 1);
  EXPECT_DOUBLE_EQ(gpu.power_reading().value, 30);
  EXPECT_GT(gpu.power().value, 200);
  gpu.advance(200ms, 1);
  EXPECT_NEAR(gpu.power_reading().value, 250 - 220 * std::exp(-2), 1e-9);
}

TEST(SimulatedGpu, GivesTheMeanOfTheLastSecondWhereTheSensorAverages) {
  SimulatedGpu gpu({.update = 100ms, .averaging = 1s});
  pass(gpu, 20s, 0);
  EXPECT_NEAR(gpu.power_reading().value, 30, 1e-9);
  const Joules before = gpu.energy();
  pass(gpu, 500ms, 1);
  EXPECT_NEAR(gpu.power_reading().value, (30 * 0.5 + (gpu.energy() - before).value) / 1, 1e-6);
}

TEST(SimulatedGpu, CountsInStepsWhereTheCounterMovesInSteps) {
  SimulatedGpu gpu({.counter_update = 500ms});
  gpu.advance(900ms, 0);
  EXPECT_NEAR(gpu.energy_reading().value, 15, 1e-9);
  EXPECT_NEAR(gpu.energy().value, 27, 1e-9);
}

TEST(SimulatedGpu, HasTheSameNoiseForTheSameSeed) {
  const SimulatedGpuOptions noisy{
      .temperature_noise = Celsius{0.5}, .power_noise = Watts{4}, .seed = 7};
  SimulatedGpu one(noisy);
  SimulatedGpu same(noisy);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 4000; ++i) {
    one.advance(100ms, 0);
    same.advance(100ms, 0);
    ASSERT_EQ(one.power_reading(), same.power_reading());
    ASSERT_EQ(one.temperature_reading(), same.temperature_reading());
    const double error = (one.power_reading() - one.power()).value;
    sum += error;
    squares += error * error;
  }
  EXPECT_NEAR(sum / 4000, 0, 0.3);
  EXPECT_NEAR(std::sqrt(squares / 4000), 4, 0.2);
  EXPECT_NEAR(one.energy().value, 30 * 400, 1e-6);  // the noise is the sensor's alone
}

TEST(SimulatedGpu, RoundsTemperaturesToItsSteps) {
  SimulatedGpu gpu({.temperature_step = Celsius{1}});
  gpu.advance(2s, 1);
  EXPECT_DOUBLE_EQ(gpu.temperature_reading().value, std::round(gpu.temperature().value));
  EXPECT_NE(gpu.temperature_reading(), gpu.temperature());
}

TEST(SimulatedOptions, AreReadAndWrittenTheSame) {
  const auto options = parse_simulated_gpu(
      "idle_watts=20, full_watts=400.5,time_constant_seconds=60,ambient_swing_celsius=2,seed=9");
  ASSERT_TRUE(options.ok()) << to_text(options.error());
  EXPECT_EQ(options->idle, Watts{20});
  EXPECT_EQ(options->full, Watts{400.5});
  EXPECT_EQ(options->time_constant, Seconds(60));
  EXPECT_EQ(options->seed, 9u);
  EXPECT_EQ(to_text(*options),
            "idle_watts=20.0,full_watts=400.5,time_constant_seconds=60.0,ambient_swing_celsius=2.0,"
            "seed=9.0");
  EXPECT_EQ(*parse_simulated_gpu(to_text(*options)), *options);
}

TEST(SimulatedOptions, AreTheDefaultsWhereNothingIsSaid) {
  EXPECT_EQ(*parse_simulated_gpu(""), SimulatedGpuOptions{});
  EXPECT_EQ(to_text(SimulatedGpuOptions{}), "");
}

TEST(SimulatedOptions, AreRecordedWithHowTheGpuWasAskedFor) {
  MeasureOptions options{.gpu = GpuChoice::simulated};
  EXPECT_EQ(gpu_asked(options), "simulated");
  options.simulated = {.time_constant = 60s, .seed = 7};
  EXPECT_EQ(gpu_asked(options), "simulated time_constant_seconds=60.0,seed=7.0");
  MeasureOptions again;
  ASSERT_TRUE(take_gpu_asked(gpu_asked(options), again));
  EXPECT_EQ(again.gpu, GpuChoice::simulated);
  EXPECT_EQ(again.simulated, options.simulated);
  EXPECT_TRUE(take_gpu_asked("nvml", again));
  EXPECT_EQ(again.gpu, GpuChoice::nvml);
  EXPECT_EQ(again.simulated, SimulatedGpuOptions{});
  EXPECT_FALSE(take_gpu_asked("something", again));
  EXPECT_FALSE(take_gpu_asked("simulated of=10", again));
  EXPECT_EQ(again.gpu, GpuChoice::nvml);
}

TEST(SimulatedOptions, SayEverythingThatIsWrong) {
  const auto options = parse_simulated_gpu(
      "idle_wats=20,full_watts=-1,seed=x,noise_watts,seed=1,seed=2,update_seconds=1e-9");
  ASSERT_FALSE(options.ok());
  const std::string& text = options.error().message;
  EXPECT_THAT(text, HasSubstr("\"idle_wats\" is no option of the simulated GPU: did you mean "
                              "\"idle_watts\"?"));
  EXPECT_THAT(text, HasSubstr("full_watts: -1 is not within 0 and 100000"));
  EXPECT_THAT(text, HasSubstr("seed: \"x\" is no number"));
  EXPECT_THAT(text, HasSubstr("\"noise_watts\" is not of the form KEY=VALUE"));
  EXPECT_THAT(text, HasSubstr("\"seed\" is given twice"));
  EXPECT_THAT(text, HasSubstr("an update every 0.001 s is the fastest there is"));
  EXPECT_FALSE(parse_simulated_gpu("idle_watts=300").ok());  // more than at full load
}

}  // namespace
}  // namespace mutation
