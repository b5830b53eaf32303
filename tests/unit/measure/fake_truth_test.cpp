// The fake NVML tells the truth: the energy that it writes down is exact, and what it gives as
// readings differs from it as it was told to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "unit/measure/fake_nvml.h"

namespace mutation {
namespace {

struct Truth {
  double at = 0;
  int device = 0;
  double joules = 0;
};

std::vector<Truth> truths_in(const std::string& path) {
  std::vector<Truth> found;
  std::ifstream file(path);
  for (Truth line; file >> line.at >> line.device >> line.joules;) found.push_back(line);
  return found;
}

// On the straight line between the two lines around it.
double true_joules(const std::vector<Truth>& lines, int device, double at) {
  const Truth* before = nullptr;
  for (const Truth& line : lines) {
    if (line.device != device) continue;
    if (line.at >= at) {
      if (!before || line.at == at) return line.joules;
      return before->joules +
             (line.joules - before->joules) * (at - before->at) / (line.at - before->at);
    }
    before = &line;
  }
  return -1;
}

// Reads at each tenth of a second and gives the truth of it all.
std::vector<Truth> truth_of(const std::string& script, double seconds) {
  const FileTree place;
  const std::string path = place.path("/truth");
  const FakeNvml fake("truth " + path + "\n" + script);
  const auto source = fake.open();
  EXPECT_TRUE(source.ok());
  for (double now = 0; now <= seconds + 1e-9; now += 0.1) {
    fake.set_time(std::to_string(now));
    SampleBatch batch;
    (*source)->read(Rate::fast, batch);
  }
  return truths_in(path);
}

constexpr const char* kDevice = "device GPU-a 0:1:0 700 9.0 A\n";

TEST(FakeTruth, OfConstantPower) {
  const auto truth = truth_of(std::string(kDevice) + "at 0 0 power 100\nat 2.505 0 power 40\n", 5);
  EXPECT_NEAR(true_joules(truth, 0, 0), 0, 1e-9);
  EXPECT_NEAR(true_joules(truth, 0, 2.5), 250, 1e-5);
  EXPECT_NEAR(true_joules(truth, 0, 5), 250.5 + 99.8, 1e-5);
}

TEST(FakeTruth, OfARamp) {
  const auto truth = truth_of(std::string(kDevice) + "at 0 0 power ramp 50 250 10\n", 12);
  EXPECT_NEAR(true_joules(truth, 0, 3.333), 50 * 3.333 + 20 * 3.333 * 3.333 / 2, 1e-3);
  EXPECT_NEAR(true_joules(truth, 0, 12), 1500 + 500, 1e-5);
}

TEST(FakeTruth, OfBurstsShorterThanTheSensorsPeriod) {
  const auto truth = truth_of(std::string(kDevice) + "at 0 0 power bursts 90 600 0.04 0.11\n", 3);
  EXPECT_NEAR(true_joules(truth, 0, 0.03), 18, 1e-4);
  EXPECT_NEAR(true_joules(truth, 0, 0.1), 24 + 5.4, 1e-4);
  EXPECT_NEAR(true_joules(truth, 0, 3), 20 * (24 + 9.9), 1e-4);
}

TEST(FakeTruth, GoesOnWhateverSensorAndCounterSay) {
  const auto truth = truth_of(std::string(kDevice) +
                                  "at 0 0 power 100\nat 1 0 energy 0\nat 1 0 counter wraps 50\n"
                                  "at 1 0 noise 5\nat 1 0 power raw 7\nat 1 0 sensor frozen\n",
                              4);
  EXPECT_NEAR(true_joules(truth, 0, 4), 400, 1e-5);
}

struct Reads {
  PowerSource& source;
  const FakeNvml& fake;
  std::string operator()(double now, Quantity quantity) const {
    fake.set_time(std::to_string(now));
    return read_now(source, 0, quantity);
  }
};

TEST(FakeSensor, LooksNowAndThen) {
  const FakeNvml fake(std::string(kDevice) +
                      "at 0 0 sensor update 0.5\nat 0 0 sensor phase 0.2\nat 0 0 power 100\n"
                      "at 1 0 power 200\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Reads reads{**source, fake};
  EXPECT_EQ(reads(1.15, Quantity::power), "100.000000");
  EXPECT_EQ(reads(1.25, Quantity::power), "200.000000");
}

TEST(FakeSensor, FreezesWhileTheCounterGoesOn) {
  const FakeNvml fake(std::string(kDevice) +
                      "at 0 0 power 100\nat 1 0 sensor frozen\nat 1 0 power 200\n"
                      "at 3 0 sensor running\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Reads reads{**source, fake};
  EXPECT_EQ(reads(2, Quantity::power), "100.000000");
  EXPECT_EQ(reads(2, Quantity::energy), "300.000000");
  EXPECT_EQ(reads(3, Quantity::power), "200.000000");
}

TEST(FakeSensor, HasTheSameNoiseAtTheSameUpdate) {
  const FakeNvml fake(std::string(kDevice) + "at 0 0 power 100\nat 0 0 noise 5\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Reads reads{**source, fake};
  const std::string one = reads(1.02, Quantity::power);
  EXPECT_EQ(reads(1.07, Quantity::power), one);
  EXPECT_NE(reads(1.12, Quantity::power), one);
  EXPECT_NEAR(std::stod(one), 100, 25);
}

TEST(FakeCounter, WrapsFreezesAndIsReset) {
  const FakeNvml fake(std::string(kDevice) +
                      "at 0 0 power 100\nat 0 0 counter update 0.5\nat 0 0 counter wraps 250\n"
                      "at 4 0 counter frozen\nat 6 0 counter running\nat 6.25 0 energy 10\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  const Reads reads{**source, fake};
  EXPECT_EQ(reads(0.9, Quantity::energy), "50.000000");
  EXPECT_EQ(reads(3, Quantity::energy), "50.000000");
  EXPECT_EQ(reads(5, Quantity::energy), "150.000000");
  EXPECT_EQ(reads(6, Quantity::energy), "100.000000");
  EXPECT_EQ(reads(6.3, Quantity::energy), "10.000000");
  EXPECT_EQ(reads(6.5, Quantity::energy), "35.000000");
}

TEST(FakeCalls, FailNowAndThen) {
  const FakeNvml fake(std::string(kDevice) + "at 1 0 flaky nvmlDeviceGetPowerUsage 3\n");
  const auto source = fake.open();
  ASSERT_TRUE(source.ok());
  fake.set_time("1");
  std::string brought;
  for (int i = 0; i < 6; ++i)
    brought += read_now(**source, 0, Quantity::power).starts_with("50") ? "v" : "-";
  EXPECT_EQ(brought, "vv-vv-");
}

}  // namespace
}  // namespace mutation
