#include "run/throttling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/device_errors.h"
#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::IsEmpty;

TEST(Throttling, IsCountedByReasonOverTheTimeItLasted) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kThrottle, 0, 11, 0x04);
  feed(seen, kThrottle, 11.5, 14, 0x40);
  feed(seen, kThrottle, 14.5, 30, 0x04);
  const auto found = throttling_in(seen, {mono(10), mono(20)}, {0});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].device, "GPU-0");
  EXPECT_EQ(found[0].reason, "power cap");
  EXPECT_NEAR(found[0].total.count(), 7, 1e-6);
  EXPECT_EQ(found[1].reason, "hardware thermal slowdown");
  EXPECT_NEAR(found[1].total.count(), 3, 1e-6);
  EXPECT_NEAR(found[1].fraction, 0.3, 1e-6);
}

TEST(Throttling, NamesEachSlowdown) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kThrottle, 0, 10, 0x08 | 0x20);
  feed(seen, kChannelsPerGpu + kThrottle, 0, 10, 0x80);
  const auto found = throttling_in(seen, {mono(0), mono(10)}, {0, 1});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].reason, "hardware slowdown");
  EXPECT_EQ(found[1].reason, "software thermal slowdown");
  EXPECT_EQ(found[2].reason, "hardware power brake");
  EXPECT_EQ(found[2].device, "GPU-1");
}

TEST(Throttling, OfIdlingClockSettingsAndOtherGpusIsNone) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kThrottle, 0, 10, 0x01 | 0x02);
  feed(seen, kChannelsPerGpu + kThrottle, 0, 10, 0x40);
  EXPECT_THAT(throttling_in(seen, {mono(0), mono(10)}, {0}), IsEmpty());
}

TEST(Throttling, IsWeightedByTimeAndNotByReadings) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kThrottle, 0, 5, 0, 0, 1);
  // Many readings in one second.
  feed(seen, kThrottle, 5.1, 6, 0x40, 0, 0.1);
  feed(seen, kThrottle, 7, 10, 0, 0, 1);
  const auto found = throttling_in(seen, {mono(0), mono(10)}, {0});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].total.count(), 1.45, 1e-6) << "5.05 s to 6.5 s";
}

TEST(Throttling, IsNotTakenToGoOnThroughAGap) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kThrottle, 0, 10, 0x40);
  feed(seen, kThrottle, 90, 100, 0);
  const auto found = throttling_in(seen, {mono(0), mono(100)}, {0});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].total.count(), 11.25, 1e-6);
}

class DeviceErrors : public testing::Test {
 protected:
  static Instrumentation with_errors() {
    Instrumentation all = gpus(1);
    all.channels.push_back({.quantity = Quantity::xid});
    all.channels.push_back({.quantity = Quantity::ecc_errors});
    return all;
  }
  std::vector<std::string> texts(double start, double end) {
    std::vector<std::string> found;
    for (const Reason& reason : device_errors_in(seen_, {mono(start), mono(end)}, {0})) {
      found.push_back(reason.code + ": " + reason.text);
    }
    return found;
  }
  static constexpr int kXid = kChannelsPerGpu;
  static constexpr int kEcc = kChannelsPerGpu + 1;
  Instrumentation instruments_ = with_errors();
  Observations seen_{instruments_};
};

TEST_F(DeviceErrors, AreTheXidsThatCameUpMeanwhile) {
  feed(seen_, kXid, 0, 12, 0);
  feed(seen_, kXid, 12.5, 12.5, 79);
  feed(seen_, kXid, 13, 20, 0);
  EXPECT_THAT(
      texts(10, 20),
      testing::ElementsAre("xid_error: the driver told of a critical error of GPU-0: Xid 79"));
}

TEST_F(DeviceErrors, OfTheSameNumberCountAgain) {
  feed(seen_, kXid, 5, 5, 79);
  feed(seen_, kXid, 10, 11, 79, 0, 1);
  EXPECT_EQ(texts(9.5, 20).size(), 2u);
}

TEST_F(DeviceErrors, AreToldByTheFirstReadingAfterTheRun) {
  feed(seen_, kXid, 10, 20, 0, 0, 1);
  feed(seen_, kXid, 21, 22, 79, 0, 1);
  EXPECT_EQ(texts(10, 20.5).size(), 1u);
}

TEST_F(DeviceErrors, OfBeforeTheRunAreNone) {
  feed(seen_, kXid, 9, 9, 79);
  feed(seen_, kXid, 9.5, 20, 0);
  feed(seen_, kEcc, 0, 20, 3);
  EXPECT_THAT(texts(10, 20), IsEmpty());
}

TEST_F(DeviceErrors, AreTheUncorrectedOnesThatWereCountedMeanwhile) {
  feed(seen_, kEcc, 0, 9.5, 3);
  feed(seen_, kEcc, 10, 20, 5);
  EXPECT_THAT(texts(9.8, 20),
              testing::ElementsAre("ecc_error: 2 uncorrected memory errors of GPU-0, 5 since the "
                                   "driver was loaded"));
}

TEST_F(DeviceErrors, AreNotMadeUpByACounterThatBeginsAnew) {
  feed(seen_, kEcc, 0, 12, 3);
  feed(seen_, kEcc, 12.5, 20, 0);
  EXPECT_THAT(texts(10, 20), IsEmpty());
}

}  // namespace
}  // namespace mutation
