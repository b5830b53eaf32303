#include "progress/figures.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include "unit/progress/events.h"

namespace mutation {
namespace {

// Clock times are local: the tests live five and a half hours east.
class LocalTime : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "IST-5:30", 1);
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST(EnergyText, KeepsFourDigitsAndChangesTheUnitAboveNineThousandNineHundredNinetyNine) {
  EXPECT_EQ(energy_text({0}), "0.000 J");
  EXPECT_EQ(energy_text({3.21}), "3.210 J");
  EXPECT_EQ(energy_text({321.44}), "321.4 J");
  EXPECT_EQ(energy_text({9999.4}), "9999 J");
  EXPECT_EQ(energy_text({9999.6}), "10.00 kJ");
  EXPECT_EQ(energy_text({14032}), "14.03 kJ");
  EXPECT_EQ(energy_text({9999.4e3}), "9999 kJ");
  EXPECT_EQ(energy_text({9999.6e3}), "10.00 MJ");
  EXPECT_EQ(energy_text({123456e3}), "123.5 MJ");
}

TEST(EnergyText, ShowsNetFiguresBelowZero) {
  EXPECT_EQ(energy_text({-14032}), "-14.03 kJ");
}

TEST(EnergyNumber, SharesTheScaleOfTheLargest) {
  const EnergyScale scale = energy_scale({14032});
  EXPECT_EQ(scale.unit, "kJ");
  EXPECT_EQ(energy_number({521}, scale), "0.52");
}

TEST(SmallFigures, HaveOneDecimalWhereItSaysSomething) {
  EXPECT_EQ(power_text({243.06}), "243.1 W");
  EXPECT_EQ(power_text({70}), "70.0 W");
  EXPECT_EQ(temperature_text({41}), "41 °C");
  EXPECT_EQ(temperature_text({58.24}), "58.2 °C");
  EXPECT_EQ(percent_text(99.97), "100 %");
  EXPECT_EQ(metric_text(0.8123), "0.8123");
  EXPECT_EQ(metric_text(84), "84");
}

TEST(DurationText, NeverShowsSixtySeconds) {
  EXPECT_EQ(duration_text(Seconds(59.31)), "59.3 s");
  EXPECT_EQ(duration_text(Seconds(59.96)), "1m 00s");
  EXPECT_EQ(duration_text(Seconds(185)), "3m 05s");
}

TEST(BareSeconds, AreWrittenAsInSettings) {
  EXPECT_EQ(bare_seconds(Seconds(60)), "60");
  EXPECT_EQ(bare_seconds(Seconds(0.5)), "0.5");
  EXPECT_EQ(wait_text(Seconds(2.25)), "2.25 s");
}

TEST_F(LocalTime, TellsWhenItEndsByTheLocalClock) {
  const UtcTime now = progress_test::at(0).utc;  // 09:30 UTC
  EXPECT_EQ(time_of_day(now), "15:00:00");
  EXPECT_EQ(time_left_text(Seconds(250), now), "about 4m 10s left, until 15:04");
}

TEST_F(LocalTime, NamesTheDayWhenItIsAnother) {
  const UtcTime now = progress_test::at(0).utc;
  EXPECT_EQ(time_left_text(Seconds(9 * 3600), now), "about 9h 00m left, until 2025-11-13 00:00");
}

}  // namespace
}  // namespace mutation
