// Readings thinned to buckets: no peak is lost, memory is bounded, gaps keep their reasons.
#include "energy/thinning.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::Field;

constexpr MonotonicTime kOrigin{std::chrono::seconds(1000)};

MonotonicTime after(double seconds) {
  return kOrigin + std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

auto bucket(std::int64_t number, double low, double high, double mean, std::uint64_t readings) {
  return testing::AllOf(Field(&ThinnedBucket::number, number), Field(&ThinnedBucket::low, low),
                        Field(&ThinnedBucket::high, high),
                        Field(&ThinnedBucket::mean, testing::DoubleEq(mean)),
                        Field(&ThinnedBucket::readings, readings));
}

TEST(Thinning, KeepsEachReadingWhileThereIsRoom) {
  Thinning thinning(kOrigin, 4);
  thinning.add(after(0), 10);
  thinning.add(after(0.1), 20);
  thinning.add(after(0.2), 15);
  EXPECT_EQ(thinning.trace().width, std::chrono::microseconds(62500));
  EXPECT_THAT(
      thinning.trace().buckets,
      ElementsAre(bucket(0, 10, 10, 10, 1), bucket(1, 20, 20, 20, 1), bucket(3, 15, 15, 15, 1)));
}

TEST(Thinning, DoublesTheWidthWhenThereAreTooManyAndKeepsPeaks) {
  Thinning thinning(kOrigin, 2);
  for (const auto& [seconds, watts] :
       {std::pair{0.0, 100.0}, {0.0625, 700.0}, {0.125, 90.0}, {0.1875, 110.0}}) {
    thinning.add(after(seconds), watts);
  }
  EXPECT_EQ(thinning.trace().width, std::chrono::microseconds(125000));
  EXPECT_THAT(thinning.trace().buckets,
              ElementsAre(bucket(0, 100, 700, 400, 2), bucket(1, 90, 110, 100, 2)));
}

TEST(Thinning, HoldsADayOfReadingsInItsBucketsWithEveryPeak) {
  Thinning thinning(kOrigin, 1024);
  for (int i = 0; i < 864000; ++i) thinning.add(after(i * 0.1), i == 777777 ? 1234.5 : 300);
  const ThinnedTrace& trace = thinning.trace();
  EXPECT_LE(trace.buckets.size(), 1024u);
  EXPECT_GT(trace.buckets.size(), 512u);
  EXPECT_EQ(trace.width, std::chrono::seconds(128));
  const auto peak = std::ranges::max_element(trace.buckets, {}, &ThinnedBucket::high);
  EXPECT_EQ(peak->high, 1234.5);
  EXPECT_EQ(peak->number, 607);  // 77777.7 s / 128 s
  std::uint64_t readings = 0;
  for (const ThinnedBucket& one : trace.buckets) readings += one.readings;
  EXPECT_EQ(readings, 864000u);
}

TEST(Thinning, KnowsReadingsFromBeforeTheOrigin) {
  Thinning thinning(kOrigin, 8);
  thinning.add(after(-0.01), 1);
  thinning.add(after(0.01), 2);
  EXPECT_THAT(thinning.trace().buckets, ElementsAre(bucket(-1, 1, 1, 1, 1), bucket(0, 2, 2, 2, 1)));
}

TEST(Thinning, TellsOfAGapAndWhyItWas) {
  Thinning thinning(kOrigin, 8);
  thinning.add(after(1), 50);
  thinning.add_failure("GPU is lost");
  thinning.add(after(5), 60);
  thinning.add(after(7.5), 60);  // no more than readings may lie apart
  thinning.add(after(10.25), std::numeric_limits<double>::quiet_NaN());
  thinning.add(after(11), 60);
  const std::vector<ThinnedGap>& gaps = thinning.trace().gaps;
  ASSERT_EQ(gaps.size(), 2u);
  EXPECT_EQ(gaps[0].from, Seconds(1));
  EXPECT_EQ(gaps[0].to, Seconds(5));
  EXPECT_EQ(gaps[0].reason, "GPU is lost");
  EXPECT_EQ(gaps[1].from, Seconds(7.5));
  EXPECT_EQ(gaps[1].reason, "no number was read");
}

TEST(Thinning, TellsOfAGapBeforeTheFirstReadingAndAfterTheLast) {
  Thinning thinning(kOrigin, 8);
  thinning.add_failure("not yet there");
  thinning.add(after(4), 50);
  thinning.add(after(5), 50);
  thinning.add_failure("GPU is lost");
  EXPECT_EQ(thinning.trace_until(after(7.5)).gaps.size(), 1u);
  const std::vector<ThinnedGap> gaps = thinning.trace_until(after(9)).gaps;
  ASSERT_EQ(gaps.size(), 2u);
  EXPECT_EQ(gaps[0].from, Seconds(0));
  EXPECT_EQ(gaps[0].to, Seconds(4));
  EXPECT_EQ(gaps[0].reason, "not yet there");
  EXPECT_EQ(gaps[1].from, Seconds(5));
  EXPECT_EQ(gaps[1].to, Seconds(9));
  EXPECT_EQ(gaps[1].reason, "GPU is lost");
}

TEST(Thinning, CountsTheGapsThatItHasNoRoomFor) {
  Thinning thinning(kOrigin, 8);
  for (int i = 0; i < 104; ++i) thinning.add(after(i * 3), 50);
  EXPECT_EQ(thinning.trace().gaps.size(), kMostGaps);
  EXPECT_EQ(thinning.trace().gaps_left_out, 3u);
}

TEST(Thinning, FurtherKeepsPeaksToo) {
  Thinning thinning(kOrigin, 64);
  for (int i = 0; i < 64; ++i) thinning.add(after(i * 0.0625), i == 33 ? -7 : i == 5 ? 99 : 1);
  const ThinnedTrace further = thinned_further(thinning.trace(), 2);
  EXPECT_EQ(further.width, std::chrono::seconds(2));
  EXPECT_THAT(further.buckets, ElementsAre(bucket(0, 1, 99, (31.0 + 99) / 32, 32),
                                           bucket(1, -7, 1, (31.0 - 7) / 32, 32)));
}

TEST(Thinning, KeepsEveryBitOfMasks) {
  Thinning thinning(kOrigin, 2, true);
  for (int i = 0; i < 4; ++i) thinning.add(after(i * 0.0625), i == 0 ? 4 : i == 1 ? 8 : 1);
  EXPECT_THAT(thinning.trace().buckets, ElementsAre(bucket(0, 4, 12, 6, 2), bucket(1, 1, 1, 1, 2)));
  EXPECT_EQ(thinned_further(thinning.trace(), 1).buckets.at(0).high, 13);
}

TEST(Thinning, FurtherEndsWhereBucketsLieOnBothSidesOfTheOrigin) {
  Thinning thinning(kOrigin, 64);
  thinning.add(after(-1), 1);
  thinning.add(after(1), 2);
  EXPECT_EQ(thinned_further(thinning.trace(), 1).buckets.size(), 2u);
}

}  // namespace
}  // namespace mutation
