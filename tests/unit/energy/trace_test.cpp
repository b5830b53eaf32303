// Energy over a stretch: literal traces, literal joules.
#include <gtest/gtest.h>

#include <cmath>

#include "energy/device_energy.h"

namespace mutation {
namespace {

MonotonicTime at(double seconds) {
  return MonotonicTime(std::chrono::nanoseconds(std::llround(seconds * 1e9)));
}

Stretch stretch(double start, double end) {
  return {at(start), at(end)};
}

Trace trace(std::initializer_list<std::pair<double, double>> points) {
  Trace made;
  for (const auto& [seconds, value] : points) made.push_back({at(seconds), value});
  return made;
}

// A reading every `period` seconds over 0..end, of value(t).
template <typename Value>
Trace every(double period, double end, Value value) {
  Trace made;
  for (int i = 0; i * period <= end + 1e-9; ++i)
    made.push_back({at(i * period), value(i * period)});
  return made;
}

EnergyFigure counter_energy(const Trace& counter, Stretch asked, double wraps_at = 0) {
  return energy_from_counter({.trace = &counter, .source = "counter file", .wraps_at = wraps_at},
                             nullptr, asked);
}

EnergyFigure power_energy(const Trace& power, Stretch asked) {
  return energy_from_power({.trace = &power, .source = "smi"}, asked);
}

EnergyFigure energy_of(const Trace* counter, const Trace* power, Stretch asked) {
  DeviceChannels channels;
  if (counter) channels.counter = EnergyChannel{.trace = counter, .source = "energy"};
  if (power) channels.power = EnergyChannel{.trace = power, .source = "power"};
  return device_energy(channels, asked);
}

TEST(CounterEnergy, IsTheDifferenceBetweenTheEdges) {
  const Trace counter = trace({{0, 1000}, {1, 1100}, {2, 1300}, {3, 1350}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 3));
  EXPECT_DOUBLE_EQ(figure.energy->value, 350);
  EXPECT_EQ(figure.method, "counter");
  EXPECT_EQ(figure.source, "counter file");
  EXPECT_EQ(figure.coverage, 1);
  EXPECT_EQ(figure.reason, "");
}

TEST(CounterEnergy, InterpolatesBothEdgesBetweenTheReadingsAroundThem) {
  const Trace counter = trace({{0, 0}, {1, 100}, {2, 200}, {3, 400}});
  // Half of the first second's 100 J, 100 J, and a quarter of the last second's 200 J.
  const EnergyFigure figure = counter_energy(counter, stretch(0.5, 2.25));
  EXPECT_DOUBLE_EQ(figure.energy->value, 50 + 100 + 50);
  EXPECT_EQ(figure.coverage, 1);
}

TEST(CounterEnergy, KnowsAStretchThatLiesBetweenTwoReadings) {
  const EnergyFigure figure = counter_energy(trace({{0, 0}, {1, 100}}), stretch(0.2, 0.5));
  EXPECT_DOUBLE_EQ(figure.energy->value, 30);
  EXPECT_EQ(figure.coverage, 1);
}

TEST(CounterEnergy, WrapsAroundAsOftenAsItIsSeenTo) {
  // Wraps at 262 J twice: 250 -> 10 (22 J), 10 -> 200, 200 -> 8 (70 J).
  const Trace counter = trace({{0, 250}, {1, 10}, {2, 200}, {3, 8}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 3), 262);
  EXPECT_DOUBLE_EQ(figure.energy->value, 22 + 190 + 70);
  EXPECT_EQ(figure.coverage, 1);
  EXPECT_EQ(figure.reason, "");
}

TEST(CounterEnergy, InterpolatesAnEdgeThatFallsIntoAWrap) {
  const Trace counter = trace({{0, 65500}, {1, 32}});  // 64 J with a wrap at 65532 J
  EXPECT_DOUBLE_EQ(counter_energy(counter, stretch(0.5, 1), 65532).energy->value, 32);
}

TEST(CounterEnergy, OfAnHourWithManyWrapsIsWhole) {
  // 200 W for an hour: 720 kJ, eleven wraps.
  const Trace counter = every(0.1, 3600, [](double t) { return std::fmod(200 * t, 65532.0); });
  const EnergyFigure figure = counter_energy(counter, stretch(0, 3600), 65532);
  EXPECT_NEAR(figure.energy->value, 720'000, 0.001);
  EXPECT_EQ(figure.coverage, 1);
}

TEST(CounterEnergy, LeavesOutTheIntervalOfAReset) {
  const Trace counter = trace({{0, 5000}, {1, 5100}, {2, 3}, {3, 103}, {4, 203}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 4));
  EXPECT_DOUBLE_EQ(figure.energy->value, 300);
  EXPECT_DOUBLE_EQ(figure.coverage, 0.75);
  EXPECT_EQ(figure.reason,
            "readings cover 75.0 % of the stretch; the counter was reset or jumped 1 time");
}

TEST(CounterEnergy, TakesNoResetForAWrap) {
  // As a wrap this would be 40,432 J within a second.
  const Trace counter = trace({{0, 25000}, {1, 25100}, {2, 0}, {3, 100}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 3), 65532);
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_NEAR(figure.coverage, 2.0 / 3, 1e-12);
}

TEST(CounterEnergy, DoesNotCountOneWrongReadingOfZero) {
  const Trace counter = trace({{0, 5e6}, {1, 5e6 + 100}, {2, 0}, {3, 5e6 + 300}, {4, 5e6 + 400}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 4));
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_DOUBLE_EQ(figure.coverage, 0.5);
}

TEST(CounterEnergy, BridgesAGapWithinTheStretch) {
  const Trace counter = trace({{0, 0}, {1, 100}, {11, 1100}, {12, 1200}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 12));
  EXPECT_DOUBLE_EQ(figure.energy->value, 1200);
  EXPECT_EQ(figure.coverage, 1);
}

TEST(CounterEnergy, BridgesNoGapInWhichWrapsCouldGoUnseen) {
  const Trace counter = trace({{0, 0}, {1, 100}, {11, 1100}, {12, 1200}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 12), 65532);
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_NEAR(figure.coverage, 2.0 / 12, 1e-12);
  EXPECT_EQ(figure.reason,
            "readings cover 16.7 % of the stretch; 10.0 s lie in gaps without readings");
}

TEST(CounterEnergy, AssumesNothingWhereAnEdgeFallsIntoAGap) {
  const Trace counter = trace({{0, 0}, {10, 1000}, {11, 1100}, {12, 1200}});
  const EnergyFigure figure = counter_energy(counter, stretch(8, 12));
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_DOUBLE_EQ(figure.coverage, 0.5);
}

TEST(CounterEnergy, DoesNotCoverWhatLiesBeforeTheFirstAndAfterTheLastReading) {
  const Trace counter = trace({{2, 200}, {3, 300}, {4, 400}});
  const EnergyFigure figure = counter_energy(counter, stretch(0, 8));
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_DOUBLE_EQ(figure.coverage, 0.25);
  EXPECT_EQ(figure.reason, "readings cover 25.0 % of the stretch");
}

TEST(CounterEnergy, ThatNeverMovedIsAbsentNotZero) {
  const EnergyFigure figure = counter_energy(trace({{0, 7}, {1, 7}, {2, 7}}), stretch(0, 2));
  EXPECT_FALSE(figure.energy.has_value());
  EXPECT_EQ(figure.reason, "the counter stood still for 2.0 s");
}

struct Missing {
  const char* name;
  Trace readings;
  Stretch asked;
  const char* reason;
};

class AbsentEnergy : public testing::TestWithParam<Missing> {};

TEST_P(AbsentEnergy, SaysWhy) {
  for (const EnergyFigure& figure : {counter_energy(GetParam().readings, GetParam().asked),
                                     power_energy(GetParam().readings, GetParam().asked)}) {
    EXPECT_FALSE(figure.energy.has_value());
    EXPECT_EQ(figure.method, "");
    EXPECT_EQ(figure.coverage, 0);
    EXPECT_EQ(figure.reason, GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, AbsentEnergy,
    testing::Values(Missing{"NoReading", {}, stretch(0, 1), "no reading"},
                    Missing{"OneReading", trace({{0.5, 9}}), stretch(0, 1),
                            "one reading only in or around the stretch"},
                    Missing{"AllBefore", trace({{0, 1}, {1, 2}}), stretch(5, 6),
                            "one reading only in or around the stretch"},
                    Missing{"AllAfter", trace({{7, 1}, {8, 2}}), stretch(5, 6),
                            "one reading only in or around the stretch"},
                    Missing{"OnlyAcrossAGap", trace({{0, 1}, {10, 2}}), stretch(5, 6),
                            "the readings around the stretch are 10.0 s apart"},
                    Missing{"NoLength", trace({{0, 1}, {1, 2}}), stretch(0.5, 0.5),
                            "the stretch has no length"},
                    Missing{"BackToFront", trace({{0, 1}, {1, 2}}), stretch(1, 0),
                            "the stretch has no length"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(PowerEnergy, IsTheTrapezoidWithInterpolatedEdges) {
  const Trace power = trace({{0, 100}, {1, 200}, {2, 200}, {3, 0}});
  // 150..200 W over half a second, 200 W for one, 200..100 W over the last half.
  const EnergyFigure figure = power_energy(power, stretch(0.5, 2.5));
  EXPECT_DOUBLE_EQ(figure.energy->value, 87.5 + 200 + 75);
  EXPECT_EQ(figure.method, "integral");
  EXPECT_EQ(figure.source, "smi");
  EXPECT_EQ(figure.coverage, 1);
}

TEST(PowerEnergy, WeighsReadingsByTimeNotByNumber) {
  // A sampler that meant to read each second but took 1.0295 s: 100 readings at 200 W are 101.92 s
  // of it, not 100 J per watt.
  const Trace power = every(1.0295, 99 * 1.0295, [](double) { return 200.0; });
  ASSERT_EQ(power.size(), 100u);
  const EnergyFigure figure = power_energy(power, stretch(0, 99 * 1.0295));
  EXPECT_NEAR(figure.energy->value, 200 * 101.9205, 1e-6);
}

TEST(PowerEnergy, LeavesGapsOutAndSaysSo) {
  const Trace power = trace({{0, 100}, {1, 100}, {5, 500}, {6, 500}});
  const EnergyFigure figure = power_energy(power, stretch(0, 6));
  EXPECT_DOUBLE_EQ(figure.energy->value, 600);
  EXPECT_NEAR(figure.coverage, 2.0 / 6, 1e-12);
  EXPECT_EQ(figure.reason,
            "readings cover 33.3 % of the stretch; 4.0 s lie in gaps without readings");
}

TEST(PowerEnergy, TakesTwoAndAHalfSecondsForNoGapYet) {
  const Trace power = trace({{0, 100}, {2.5, 100}, {5.0000001, 100}});
  const EnergyFigure figure = power_energy(power, stretch(0, 5.0000001));
  EXPECT_NEAR(figure.energy->value, 250, 1e-9);
}

TEST(DeviceEnergy, PrefersTheCounterAndPutsTheIntegralBesideIt) {
  const Trace counter = trace({{0, 1000}, {1, 1104}, {2, 1208}});
  const Trace power = trace({{0, 100}, {1, 100}, {2, 100}});
  const EnergyFigure figure = energy_of(&counter, &power, stretch(0, 2));
  EXPECT_DOUBLE_EQ(figure.energy->value, 208);
  EXPECT_EQ(figure.method, "counter");
  EXPECT_EQ(figure.source, "energy");
  EXPECT_DOUBLE_EQ(figure.integral->value, 200);
  EXPECT_EQ(figure.reason, "");
}

TEST(DeviceEnergy, IntegratesPowerWhereThereIsNoCounter) {
  const Trace power = trace({{0, 100}, {2, 100}});
  const EnergyFigure figure = energy_of(nullptr, &power, stretch(0, 2));
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_EQ(figure.method, "integral");
  EXPECT_FALSE(figure.integral.has_value());
  EXPECT_EQ(figure.reason, "");
}

TEST(DeviceEnergy, IntegratesPowerWhereTheCounterWasReset) {
  const Trace counter = trace({{0, 900}, {1, 5}, {2, 105}});
  const Trace power = trace({{0, 100}, {1, 100}, {2, 100}});
  const EnergyFigure figure = energy_of(&counter, &power, stretch(0, 2));
  EXPECT_DOUBLE_EQ(figure.energy->value, 200);
  EXPECT_EQ(figure.method, "integral");
  EXPECT_EQ(figure.coverage, 1);
  EXPECT_EQ(figure.reason,
            "energy counter not used: readings cover 50.0 % of the stretch; the counter was reset "
            "or jumped 1 time");
}

TEST(DeviceEnergy, ComparesNoIntegralThatCoversLess) {
  const Trace counter = trace({{0, 0}, {1, 100}, {9, 900}, {10, 1000}});
  const Trace power = trace({{0, 100}, {1, 100}, {9, 100}, {10, 100}});
  const EnergyFigure figure = energy_of(&counter, &power, stretch(0, 10));
  EXPECT_DOUBLE_EQ(figure.energy->value, 1000);
  EXPECT_FALSE(figure.integral.has_value());
}

TEST(DeviceEnergy, WithoutAnyChannelIsAbsent) {
  const EnergyFigure figure = energy_of(nullptr, nullptr, stretch(0, 1));
  EXPECT_FALSE(figure.energy.has_value());
  EXPECT_EQ(figure.reason, "the device has neither an energy counter nor power");
}

TEST(Summary, WeighsTheMeanByTime) {
  // 300 W for a tenth of the time, 100 W for the rest; half of the readings say 300 W.
  const Trace power = trace({{0, 300}, {0.25, 300}, {0.5, 300}, {0.5, 100}, {3, 100}, {5, 100}});
  const std::optional<Summary> summary = summarize(power, stretch(0, 5));
  ASSERT_TRUE(summary.has_value());
  EXPECT_DOUBLE_EQ(summary->mean, 120);
  EXPECT_EQ(summary->max, 300);
  EXPECT_EQ(summary->min, 100);
}

TEST(Summary, TakesExtremesFromReadingsInTheStretchOnly) {
  const Trace power = trace({{0, 900}, {1, 100}, {2, 200}, {3, 0}});
  const std::optional<Summary> summary = summarize(power, stretch(1, 2));
  EXPECT_EQ(summary->max, 200);
  EXPECT_EQ(summary->min, 100);
  EXPECT_DOUBLE_EQ(summary->mean, 150);
}

// What lies just outside counts into the mean: of a short stretch of few readings it could lie
// above them all.
TEST(Summary, HasItsMeanBetweenItsExtremes) {
  const auto falling = summarize(trace({{0.5, 10}, {1.5, 2}, {2.5, 2}}), stretch(1, 2));
  EXPECT_DOUBLE_EQ(falling->mean, 3);
  EXPECT_DOUBLE_EQ(falling->max, 3);
  EXPECT_EQ(falling->min, 2);
  const auto rising = summarize(trace({{0.5, 0}, {1.5, 8}, {2.5, 8}}), stretch(1, 2));
  EXPECT_DOUBLE_EQ(rising->mean, 7);
  EXPECT_DOUBLE_EQ(rising->min, 7);
}

TEST(Summary, OfOneReadingIsThatReading) {
  const std::optional<Summary> summary = summarize(trace({{1, 42}}), stretch(0, 2));
  EXPECT_EQ(summary->mean, 42);
  EXPECT_EQ(summary->max, 42);
  EXPECT_EQ(summary->min, 42);
}

TEST(Summary, IsNoneWithoutAReadingInTheStretch) {
  EXPECT_FALSE(summarize({}, stretch(0, 1)).has_value());
  EXPECT_FALSE(summarize(trace({{0, 1}, {9, 1}}), stretch(4, 5)).has_value());
}

TEST(ReadingRate, CountsReadingsASecond) {
  const Trace trace_at_10_hz = every(0.1, 10, [](double) { return 1.0; });
  EXPECT_DOUBLE_EQ(reading_rate(trace_at_10_hz, stretch(2, 7)), 10);
  EXPECT_DOUBLE_EQ(reading_rate(trace_at_10_hz, stretch(100, 200)), 0);
  EXPECT_DOUBLE_EQ(reading_rate(trace_at_10_hz, stretch(3, 3)), 0);
}

TEST(EnergyQuery, CostsOnlyTheReadingsOfItsStretch) {
  // Ninety thousand stretches of one second in a trace of a million readings end in time only if
  // each looks at its own ten.
  const Trace counter = every(0.1, 100'000, [](double t) { return 50 * t; });
  double total = 0;
  for (int i = 0; i < 90'000; ++i)
    total += counter_energy(counter, stretch(i, i + 1)).energy->value;
  EXPECT_NEAR(total, 50.0 * 90'000, 0.1);
}

}  // namespace
}  // namespace mutation
