// What the doctor says of a sensor's updates, and what it sees of sources that tests give it.
#include "app/doctor_watch.h"

#include <gtest/gtest.h>

namespace mutation {
namespace {

ChannelSeen seen(size_t readings, size_t changes) {
  return {.readings = readings, .changes = changes, .spacing = Seconds(0.02), .failure = {}};
}

TEST(UpdateText, TellsAPeriodWhereOneWasSeen) {
  ChannelSeen every_tenth = seen(150, 30);
  every_tenth.period = Seconds(0.1);
  EXPECT_EQ(update_text(every_tenth, Seconds(3)), "every 0.10 s");
  every_tenth.about = true;
  EXPECT_EQ(update_text(every_tenth, Seconds(3)), "about every 0.10 s");
}

TEST(UpdateText, SaysWhatItCouldNotSee) {
  EXPECT_EQ(update_text(seen(150, 0), Seconds(3)), "not seen in 3 s (value did not change)");
  EXPECT_EQ(update_text(seen(150, 149), Seconds(3)),
            "at least as often as it is read (every 0.02 s)");
  EXPECT_EQ(update_text(seen(150, 2), Seconds(3)), "2 times in 3 s");
  EXPECT_EQ(update_text(seen(0, 0), Seconds(3)), "no reading came");
  ChannelSeen asleep = seen(0, 0);
  asleep.failure = "the GPU sleeps";
  EXPECT_EQ(update_text(asleep, Seconds(3)), "the GPU sleeps");
}

// Readings every 20 ms for 3 s of a sensor that counts up with every so many of them.
Trace trace_of(int readings_an_update, int readings = 150) {
  Trace trace;
  for (int i = 0; i < readings; ++i)
    trace.push_back({MonotonicTime(std::chrono::milliseconds(20 * i)),
                     static_cast<double>(i / readings_an_update)});
  return trace;
}

TEST(SensorUpdates, AreSeenInReadingsThatComeMoreOften) {
  ChannelSeen every_tenth{.channel = {.quantity = Quantity::energy}};
  note_readings(trace_of(5), every_tenth);
  ASSERT_TRUE(every_tenth.period.has_value());
  EXPECT_NEAR(every_tenth.period->count(), 0.1, 0.001);
  EXPECT_FALSE(every_tenth.about);
  EXPECT_EQ(every_tenth.readings, 150u);
  EXPECT_EQ(every_tenth.changes, 29u);
  EXPECT_EQ(every_tenth.last, 29);
  EXPECT_DOUBLE_EQ(every_tenth.spacing.count(), 0.02);
}

// An update in 120 ms, the next in 80 ms, and so on: the median says 120 ms, the count 100 ms.
TEST(SensorUpdates, ThatComeUnevenlyAreCounted) {
  Trace trace;
  for (int i = 0; i < 150; ++i) {
    const int updates = i / 10 * 2 + (i % 10 >= 6 ? 1 : 0);
    trace.push_back({MonotonicTime(std::chrono::milliseconds(20 * i)), double(updates)});
  }
  ChannelSeen uneven{.channel = {.quantity = Quantity::energy}};
  note_readings(trace, uneven);
  ASSERT_TRUE(uneven.period.has_value());
  EXPECT_NEAR(uneven.period->count(), 0.1, 0.005);
  EXPECT_FALSE(uneven.about);
}

TEST(SensorUpdates, AreAboutTheMedianWhereTheWatchIsShort) {
  ChannelSeen few{.channel = {.quantity = Quantity::energy}};
  note_readings(trace_of(5, 40), few);
  ASSERT_TRUE(few.period.has_value());
  EXPECT_DOUBLE_EQ(few.period->count(), 0.1);
  EXPECT_TRUE(few.about);
}

TEST(SensorUpdates, AreNotMadeUp) {
  for (const int readings : {1, 100}) {
    ChannelSeen unclear;
    note_readings(trace_of(readings), unclear);
    EXPECT_EQ(unclear.period, std::nullopt) << readings;
  }
  ChannelSeen none;
  note_readings({}, none);
  EXPECT_EQ(none.last, std::nullopt);
  EXPECT_EQ(none.period, std::nullopt);
}

// One channel that gives 300 W and one that fails.
class TwoSensors final : public PowerSource {
 public:
  TwoSensors() {
    instrumentation_.devices.push_back({.id = "meter-0", .kind = DeviceKind::meter});
    for (const Quantity quantity : {Quantity::power, Quantity::power_instant})
      instrumentation_.channels.push_back({.device = 0, .quantity = quantity, .source = "made up"});
  }
  std::string name() const override { return "two"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate, SampleBatch& into) override {
    into.readings.push_back({0, Monotonic::now(), 300});
    into.failures.push_back({1, Monotonic::now(), "no answer"});
  }

 private:
  Instrumentation instrumentation_;
};

TEST(WatchSources, TellsWhatEachChannelGaveAndWhatReadingCost) {
  std::vector<std::unique_ptr<PowerSource>> sources;
  sources.push_back(std::make_unique<TwoSensors>());
  Monitor monitor(std::move(sources), {}, {.fast_period = std::chrono::milliseconds(1)});
  const auto found = watch_sources(monitor, Seconds(0.1));
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->channels.size(), 2u);
  EXPECT_EQ(found->channels[0].last, 300);
  EXPECT_EQ(found->channels[1].readings, 0u);
  EXPECT_EQ(found->channels[1].failure, "no answer");
  ASSERT_EQ(found->readers.size(), 1u);
  EXPECT_EQ(found->readers[0].reader, "two");
  EXPECT_GT(found->readers[0].reads, 0u);
}

TEST(WatchSources, OfNothingTakesNoTime) {
  Monitor monitor(std::vector<std::unique_ptr<PowerSource>>{});
  const auto found = watch_sources(monitor, Seconds(3600));
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->channels.empty());
}

}  // namespace
}  // namespace mutation
