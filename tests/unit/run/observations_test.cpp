#include "run/observations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/evidence.h"
#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(OwnGpus, AreTheFirstUnlessNamed) {
  const Instrumentation instruments = gpus(3);
  EXPECT_THAT(own_gpus(instruments, {}), ElementsAre(0));
  EXPECT_THAT(own_gpus(instruments, {"GPU-2", "1"}), ElementsAre(1, 2));
  EXPECT_THAT(own_gpus(instruments, {"9"}), IsEmpty());
  EXPECT_THAT(own_gpus(instruments, {}, {1}), ElementsAre(1));
  EXPECT_THAT(own_gpus(instruments, {"GPU-2"}, {1}), ElementsAre(2));
}

TEST(OwnGpus, OfSeveralVendorsAreTheFirstOneAndNamedByVendorOrUuid) {
  Instrumentation mixed = gpus(4);
  for (const size_t nvidia : {0, 1}) mixed.devices[nvidia].vendor = "nvidia";
  mixed.devices[2] = {.id = "AMD-7", .vendor = "amd", .index = 0};
  mixed.devices[3] = {.id = "package-0", .kind = DeviceKind::cpu};
  EXPECT_THAT(own_gpus(mixed, {}), ElementsAre(0));
  EXPECT_THAT(own_gpus(mixed, {"0"}), ElementsAre(0));
  EXPECT_THAT(own_gpus(mixed, {"amd:0"}), ElementsAre(2));
  EXPECT_THAT(own_gpus(mixed, {"AMD-7", "nvidia:1"}), ElementsAre(1, 2));
  EXPECT_THAT(own_gpus(mixed, {"amd:1", "package-0", "2"}), IsEmpty());
}

TEST(OwnGpus, AreNoneWithoutAGpu) {
  Instrumentation none;
  none.devices.push_back({.id = "package-0", .kind = DeviceKind::cpu});
  EXPECT_THAT(own_gpus(none, {}), IsEmpty());
  EXPECT_THAT(own_gpus(none, {"0"}), IsEmpty());
}

TEST(SummedPower, AddsWhatTheOthersReadLast) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kPower, 1, 3, 100, 0, 1);
  feed(seen, kChannelsPerGpu + kPower, 1.5, 3, 40, 10, 1);
  const Trace sum = summed_power(seen, {0, 1});
  ASSERT_EQ(sum.size(), 2u) << "nothing is known of the second device at 1 s";
  EXPECT_DOUBLE_EQ(sum[0].value, 140);
  EXPECT_DOUBLE_EQ(sum[1].value, 150);
}

TEST(SummedPower, DoesNotCarryOnTheLastPowerOfALostDevice) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kPower, 0, 10, 100, 0, 1);
  feed(seen, kChannelsPerGpu + kPower, 0, 5, 650, 0, 1);
  EXPECT_EQ(summed_power(seen, {0, 1}).size(), 8u) << "0 s to 7 s, with kLongestGap after the last";
}

TEST(Observations, KeepOneOfManyEqualFailures) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  SampleBatch lost;
  for (int i = 0; i < 100; ++i) lost.failures.push_back({kPower, mono(i * 0.1), "GPU is lost"});
  lost.failures.push_back({kPower, mono(10), "unknown error"});
  seen.add(lost);
  EXPECT_EQ(seen.failures().size(), 2u);
}

TEST(Observations, ForgetKeepsWhatIsNewer) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 10, 100, 0, 1);
  seen.forget_before(mono(8));
  EXPECT_EQ(seen.trace(kPower).size(), 3u);
}

TEST(Observations, LatestIsAbsentWhenStale) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 10, 100);
  EXPECT_EQ(seen.latest(0, Quantity::power, mono(11), Seconds(2)), 100);
  EXPECT_EQ(seen.latest(0, Quantity::power, mono(13), Seconds(2)), std::nullopt);
  EXPECT_EQ(seen.latest(0, Quantity::memory_temperature, mono(10), Seconds(2)), std::nullopt);
}

TEST(Trend, HasSlopeAndMeanOfTheWindow) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kTemperature, 0, 20, 100, -2);
  const auto found = trend(seen.trace(kTemperature), mono(20));
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->slope_per_second, -2, 1e-9);
  EXPECT_NEAR(found->mean, 65, 1e-9);
}

TEST(Trend, HasNothingOfWhatWasBefore) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kTemperature, 0, 16.5, 40, 3);
  feed(seen, kTemperature, 17, 20, 60, -1);
  const auto found = trend(seen.trace(kTemperature), mono(20), kTrendWindow, mono(17));
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->slope_per_second, -1, 1e-9);
  EXPECT_NEAR(found->mean, 58.5, 1e-9);
  EXPECT_DOUBLE_EQ(found->covered.count(), 3);
  EXPECT_FALSE(trend(seen.trace(kTemperature), mono(20), kTrendWindow, mono(18)).has_value());
}

TEST(Trend, IsAbsentWhenReadingsCoverTooLittle) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kTemperature, 19, 20, 100);
  EXPECT_FALSE(trend(seen.trace(kTemperature), mono(20)).has_value());
}

}  // namespace
}  // namespace mutation
