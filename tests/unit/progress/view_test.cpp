#include "progress/view.h"

#include <gmock/gmock.h>

#include "progress/display_width.h"
#include "progress/figures.h"
#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;
using progress_test::event;
using progress_test::text_of;
using testing::HasSubstr;
using testing::Not;

LiveSample cooling(double in_phase) {
  return {.index = 2,
          .runs = 3,
          .kind = PhaseKind::cooling,
          .in_phase = Seconds(in_phase),
          .left = Seconds(41),
          .settles_in = Seconds(80),
          .settles_at = Celsius{34.2},
          .power = Watts{78.2},
          .temperature = Celsius{44},
          .utilization_percent = 0,
          .session_left = Seconds(250)};
}

// A session in its second run: the first has succeeded.
SessionView view_in_second_run() {
  SessionView view;
  view.take(event(0, SessionStarted{.session = "s", .runs = 3}));
  view.take(event(1, RunEnded{3, progress_test::parallel_run(1), {}}));
  view.take(event(2, RunStarted{2, 3, progress_test::planned_run(2), "id"}));
  view.set_next("resnet_resnet20_003");
  return view;
}

TEST(SessionView, HasNothingToShowBeforeTheFirstSample) {
  SessionView view = view_in_second_run();
  EXPECT_FALSE(view.has_something_to_show());
  view.take(event(3, cooling(1)));
  EXPECT_TRUE(view.has_something_to_show());
  view.take(event(4, SessionEnded{}));
  EXPECT_FALSE(view.has_something_to_show());
}

TEST(SessionView, SaysWhatGoesOnWhatIsDoneAndWhatIsNext) {
  SessionView view = view_in_second_run();
  LiveSample hot = cooling(1);
  hot.power = Watts{250.6};
  hot.temperature = Celsius{70};
  view.take(event(3, hot));
  view.take(event(33, cooling(31)));
  const std::string end = clock_text(at(283).utc, at(33).utc);
  EXPECT_EQ(text_of(view.lines(at(33), 79, true)),
            "[2/3] resnet_resnet20_002_parallel: cooling, 41s left\n"
            "done  1: 1 succeeded | next resnet_resnet20_003\n"
            "power                     █ ▃ 78.2 W, 0 % [78 to 251 W]\n"
            "temp.                     █ ▁ 44 °C -> 34 °C in about 1m 20s [44 to 70 °C]\n"
            "last  run 1 succeeded: settled after 1m 02s, load proved\n"
            "about 4m 10s left in all, until " +
                end + "\n");
}

TEST(SessionView, IsNeverWiderThanTheTerminalAndAtMostSixLines) {
  SessionView view = view_in_second_run();
  for (int second = 0; second < 400; ++second) view.take(event(3 + second, cooling(second)));
  for (const int columns : {59, 79, 119, 300}) {
    const Lines lines = view.lines(at(403), columns, true);
    EXPECT_LE(lines.size(), 6u);
    for (const Line& line : lines) EXPECT_LE(display_width(line.text), columns) << line.text;
  }
}

TEST(SessionView, SaysOfSimulatedFiguresThatTheyAre) {
  SessionView view = view_in_second_run();
  LiveSample sample = cooling(1);
  sample.settles_at.reset();
  sample.simulated = true;
  view.take(event(3, sample));
  const std::string text = text_of(view.lines(at(3), 119, true));
  EXPECT_THAT(text, HasSubstr("78.2 W, 0 % (simulated) [78 to 78 W]\n"));
  EXPECT_THAT(text, HasSubstr("44 °C (simulated) [44 to 44 °C]\n"));
}

TEST(SessionView, HasNoCurveOfWhatIsNotMeasured) {
  SessionView view = view_in_second_run();
  LiveSample sample = cooling(1);
  sample.power.reset();
  sample.temperature.reset();
  sample.session_left.reset();
  view.take(event(3, sample));
  EXPECT_EQ(view.lines(at(3), 79, true).size(), 3u);
}

TEST(SessionView, SaysOfAFigureThatIsNotReadAnyMoreThatItIsNot) {
  SessionView view = view_in_second_run();
  view.take(event(3, cooling(1)));
  LiveSample sample = cooling(2);
  sample.power.reset();
  view.take(event(4, sample));
  EXPECT_THAT(text_of(view.lines(at(4), 119, true)), HasSubstr(" not read now, 0 % [78 to 78 W]"));
}

TEST(SessionView, OfANewPhaseShowsNoTimeOfTheOldOne) {
  SessionView view = view_in_second_run();
  view.take(event(3, cooling(50)));
  view.take(event(4, PhaseStarted{.index = 2, .kind = PhaseKind::foreground}));
  EXPECT_THAT(text_of(view.lines(at(4), 79, true)),
              HasSubstr("[2/3] resnet_resnet20_002_parallel: foreground, 0s\n"));
}

TEST(SessionView, CountsEarlierRunsAndWarmUpsApart) {
  SessionView view;
  view.take(event(0, SessionStarted{.session = "s", .runs = 7, .runs_left = 4}));
  RunRecord warm_up = progress_test::bare_run(4);
  warm_up.planned.role = Role::warm_up;
  view.take(event(1, RunEnded{7, warm_up, {}}));
  view.take(event(1, RunEnded{7, progress_test::bare_run(5), {}}));
  view.take(event(2, cooling(1)));
  const std::string text = text_of(view.lines(at(2), 119, true));
  EXPECT_THAT(
      text,
      HasSubstr("done  5: 1 failed, 1 that do not count, 3 earlier | no run behind this one\n"));
  EXPECT_THAT(text,
              HasSubstr("last  run 5 failed: not verifiable after 0.0 s; the training ended with "
                        "signal 9 (SIGKILL)\n"));
}

TEST(SessionView, CannotBeMovedByAName) {
  SessionView view;
  PlannedRun planned = progress_test::planned_run(1);
  planned.experiment_id = "a\x1b[2Jb";
  view.take(event(2, RunStarted{2, 3, planned, "id"}));
  view.take(event(3, cooling(1)));
  EXPECT_THAT(text_of(view.lines(at(3), 79, true)), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace mutation
