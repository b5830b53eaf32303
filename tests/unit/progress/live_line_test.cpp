#include "progress/live_line.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include "progress/display_width.h"
#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;

class LiveLine : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC0", 1);
    tzset();
    cooling_ = {.index = 2,
                .runs = 3,
                .kind = PhaseKind::cooling,
                .in_phase = Seconds(19),
                .left = Seconds(41),
                .power = Watts{78.24},
                .temperature = Celsius{44},
                .utilization_percent = 0,
                .session_left = Seconds(250)};
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }

  LiveSample cooling_;
};

TEST_F(LiveLine, TellsThePhaseItsCountdownTheFiguresAndTheEnd) {
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0),
            "[2/3] cooling, 41s left | 78.2 W 44 °C 0 % | about 4m 10s left in all, until 09:34");
}

TEST_F(LiveLine, CountsUpWhereNobodyKnowsHowLong) {
  cooling_.kind = PhaseKind::foreground;
  cooling_.left.reset();
  cooling_.session_left.reset();
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0), "[2/3] foreground, 19s | 78.2 W 44 °C 0 %");
}

TEST_F(LiveLine, CountsUpOnceTheMinimumIsOverAndEvidenceIsAwaited) {
  cooling_.in_phase = Seconds(75);
  cooling_.left = Seconds(0);
  cooling_.session_left.reset();
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0), "[2/3] cooling, 1m 15s | 78.2 W 44 °C 0 %");
}

TEST_F(LiveLine, TellsWhatTheCoolingWaitsForAndHowLong) {
  cooling_.in_phase = Seconds(75);
  cooling_.left = Seconds(0);
  cooling_.session_left.reset();
  cooling_.temperature = Celsius{61};
  cooling_.settles_at = Celsius{33.8};
  cooling_.settles_in = Seconds(80);
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0),
            "[2/3] cooling, 1m 15s | 78.2 W 61 °C -> 34 °C in about 1m 20s 0 %");
}

TEST_F(LiveLine, SaysSimulatedAndShowsNoFigureThatIsAbsent) {
  cooling_.session_left.reset();
  cooling_.simulated = true;
  cooling_.temperature.reset();
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0), "[2/3] cooling, 41s left | 78.2 W 0 % (simulated)");
  cooling_.power.reset();
  cooling_.utilization_percent.reset();
  EXPECT_EQ(live_line(cooling_, at(0).utc, 0), "[2/3] cooling, 41s left | no GPU figures");
}

TEST_F(LiveLine, TellsTheEndShorterBeforeItIsCut) {
  EXPECT_EQ(live_line(cooling_, at(0).utc, 79),
            "[2/3] cooling, 41s left | 78.2 W 44 °C 0 % | done 09:34");
  EXPECT_EQ(live_line(cooling_, at(0).utc, 30), "[2/3] cooling, 41s left | 78.…");
}

TEST_F(LiveLine, FitsAnEightyColumnTerminalInTheLongestPhase) {
  cooling_.kind = PhaseKind::background_startup;
  cooling_.power = Watts{243.1};
  cooling_.utilization_percent = 98;
  cooling_.simulated = true;
  const std::string line = live_line(cooling_, at(0).utc, 79);
  EXPECT_EQ(line, "[2/3] background start, 41s left | 243.1 W 44 °C 98 % (simulated) | done 09:34");
  EXPECT_LE(display_width(line), 79);
}

}  // namespace
}  // namespace mutation
