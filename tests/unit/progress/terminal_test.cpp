#include "progress/terminal.h"

#include <gmock/gmock.h>

#include <sstream>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;
using progress_test::event;
using testing::HasSubstr;
using testing::Not;

LiveSample sample(double in_phase) {
  return {.index = 1,
          .runs = 2,
          .kind = PhaseKind::foreground,
          .in_phase = Seconds(in_phase),
          .power = Watts{243.1},
          .temperature = Celsius{61}};
}

PhaseStarted started(PhaseKind kind) {
  return {.index = 1, .kind = kind};
}

class TerminalTest : public testing::Test {
 protected:
  // What is written since it was last asked.
  std::string written() {
    std::string text = out_.str();
    out_.str("");
    return text;
  }

  std::ostringstream out_;
};

TEST_F(TerminalTest, PipedWritesNoEscapeCodesWhateverHappens) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, SessionStarted{.session = "s",
                                             .directory = "/d",
                                             .experiment_name = "\x1b[31mname",
                                             .instrumentation = progress_test::two_instruments()}));
  terminal->on_event(event(1, RunStarted{1, 2, progress_test::planned_run(1), "id"}));
  terminal->on_event(event(2, sample(1)));
  terminal->on_event(event(3, Notice{Severity::error, "text\x1b[2J", "hint"}));
  terminal->on_event(event(4, RunEnded{2, progress_test::bare_run(1), {}}));
  terminal->on_event(event(5, SessionEnded{.session = "s", .directory = "/d"}));
  const std::string text = written();
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, HasSubstr("Session s: name\n"));
}

TEST_F(TerminalTest, PipedShowsLifeOnceAMinuteOfEachPhase) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, started(PhaseKind::foreground)));
  written();
  for (int second = 1; second < 125; ++second) terminal->on_event(event(second, sample(second)));
  EXPECT_EQ(written(),
            "   ... [1/2] foreground, 1m 00s | 243.1 W 61 °C\n"
            "   ... [1/2] foreground, 2m 00s | 243.1 W 61 °C\n");
  terminal->on_event(event(125, started(PhaseKind::stop)));
  written();
  terminal->on_event(event(150, sample(25)));
  EXPECT_EQ(written(), "");
  terminal->on_event(event(186, sample(61)));
  EXPECT_EQ(written(), "   ... [1/2] foreground, 1m 01s | 243.1 W 61 °C\n");
}

TEST_F(TerminalTest, LiveLineIsRewrittenInPlace) {
  const auto terminal = make_terminal(out_, {.live_line = true});
  terminal->on_event(event(1, sample(1)));
  terminal->on_event(event(2, sample(2)));
  EXPECT_EQ(written(),
            "\r[1/2] foreground, 1s | 243.1 W 61 °C\x1b[K\x1b[J\r"
            "\r[1/2] foreground, 2s | 243.1 W 61 °C\x1b[K\x1b[J\r");
}

TEST_F(TerminalTest, LiveLineLeavesTheLastColumnFree) {
  const auto terminal = make_terminal(out_, {.live_line = true, .columns = 21});
  terminal->on_event(event(1, sample(1)));
  EXPECT_EQ(written(), "\r[1/2] foreground, 1…\x1b[K\x1b[J\r");
}

TEST_F(TerminalTest, LinesClearTheLiveLineFirst) {
  const auto terminal = make_terminal(out_, {.live_line = true});
  terminal->on_event(event(1, sample(1)));
  written();
  terminal->on_event(event(2, Notice{Severity::info, "one", ""}));
  terminal->on_event(event(2, Notice{Severity::info, "two", ""}));
  EXPECT_EQ(written(), "\r\x1b[J   Note: one\n   Note: two\n");
}

TEST_F(TerminalTest, NewsThatIsNotShownLeavesTheLiveLineAlone) {
  const auto terminal = make_terminal(out_, {.live_line = true});
  terminal->on_event(event(1, sample(1)));
  written();
  terminal->on_event(event(2, BackgroundRunStarted{1, 2, 4711}));
  EXPECT_EQ(written(), "");
}

TEST_F(TerminalTest, LeavesNoLiveLineBehind) {
  auto terminal = make_terminal(out_, {.live_line = true});
  terminal->on_event(event(1, sample(1)));
  written();
  terminal.reset();
  EXPECT_EQ(written(), "\r\x1b[J");
}

TEST_F(TerminalTest, ColoursWholeLinesAndOnlyWhenAsked) {
  const auto terminal = make_terminal(out_, {.colour = true});
  terminal->on_event(event(1, Notice{Severity::warning, "hot", "wait"}));
  EXPECT_EQ(written(), "\x1b[33m   Warning: hot\x1b[0m\n\x1b[2m      wait\x1b[0m\n");
  terminal->on_event(event(1, CoolingPeriod{Seconds(60)}));
  EXPECT_THAT(written(), Not(HasSubstr("\x1b")));
}

TEST_F(TerminalTest, VerdictOfTheGateNamesTheTemperatureLastSeenInItsPhase) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, sample(30)));
  terminal->on_event(event(0, started(PhaseKind::cooling)));
  written();
  const PhaseEnded ended{1, 1, {PhaseKind::cooling, at(0), at(20), {}}, "settled"};
  terminal->on_event(event(20, ended));
  EXPECT_EQ(written(), "   Cooling ended after 20.0 s: settled\n");
  LiveSample cool = sample(10);
  cool.temperature = Celsius{40.5};
  terminal->on_event(event(10, cool));
  terminal->on_event(event(20, ended));
  EXPECT_EQ(written(), "   Cooling ended after 20.0 s at 40.5 °C: settled\n");
}

TEST_F(TerminalTest, FailedBackgroundNamesItsLogInTheRunsFolder) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, SessionStarted{.session = "s", .directory = "/d"}));
  terminal->on_event(event(0, RunStarted{1, 2, progress_test::planned_run(1), "id"}));
  written();
  BackgroundRunEnded ended{1, {.number = 1, .start = at(0), .end = at(1), .log = "b/run_1.log"}};
  ended.run.status.signal = 11;
  terminal->on_event(event(1, ended));
  EXPECT_EQ(written(),
            "   Background training 1 ended after 1.0 s: signal 11 (SIGSEGV)\n"
            "      see /d/resnet_resnet20_001_parallel/b/run_1.log\n");
}

TEST_F(TerminalTest, ARunThatGoesOnAfterItsWarmUpStillHasItsOwnFolder) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, SessionStarted{.session = "s", .directory = "/d"}));
  terminal->on_event(event(0, RunStarted{1, 2, progress_test::planned_run(1), "id"}));
  terminal->on_event(event(1, RunStarted{2, 2, progress_test::planned_run(2), "warm-up"}));
  terminal->on_event(event(2, RunEnded{2, progress_test::bare_run(2), {}}));
  written();
  BackgroundRunEnded ended{1, {.number = 1, .start = at(3), .end = at(4), .log = "b/run_1.log"}};
  ended.run.status.code = 1;
  terminal->on_event(event(4, ended));
  EXPECT_THAT(written(), HasSubstr("see /d/resnet_resnet20_001_parallel/b/run_1.log\n"));
}

TEST_F(TerminalTest, SessionEndsWithTheRunsItSaw) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(0, RunEnded{2, progress_test::parallel_run(1), {}}));
  terminal->on_event(event(0, RunEnded{2, progress_test::bare_run(2), {}}));
  written();
  terminal->on_event(event(
      0, SessionEnded{.session = "s", .directory = "/d/s", .runs_planned = 2, .runs_done = 2}));
  EXPECT_EQ(written(), R"(
Session s has ended
#  experiment                    outcome    duration  GPU kJ  CPU J  start  cooling  accuracy
1  resnet_resnet20_001_parallel  succeeded    59.3 s   14.03   3021  41 °C   1m 02s    0.8123
2  resnet_resnet20_002_parallel  failed        6.5 s       -      -      -    0.0 s         -
- was not measured; the run's record says why
GPU figures are simulated, not measured
   Runs             1 succeeded, 1 failed
   Folder           /d/s
   Look closer      mutation status s --results /d
)");
}

TEST_F(TerminalTest, SessionEndsWithTheRunsAsTheyWereJudgedLast) {
  const auto terminal = make_terminal(out_, {});
  RunRecord run = progress_test::parallel_run(1);
  terminal->on_event(event(0, RunEnded{2, run, {}}));
  terminal->on_event(event(0, RunEnded{2, progress_test::bare_run(2), {}}));
  written();
  run.outcome = Outcome::suspect;
  run.reasons = {{"start_temperature", "started at 41.0 C, 8.0 C above the session's median"}};
  terminal->on_event(event(1, RunJudgedAnew{run}));
  EXPECT_EQ(written(),
            "   Run 1 (resnet_resnet20_001_parallel) is judged anew by the start temperatures of "
            "the whole session; now: suspect\n"
            "      started at 41.0 C, 8.0 C above the session's median\n");
  terminal->on_event(event(
      2, SessionEnded{.session = "s", .directory = "/d/s", .runs_planned = 2, .runs_done = 2}));
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr("1  resnet_resnet20_001_parallel  suspect "));
  EXPECT_THAT(text, HasSubstr("1 suspect, 1 failed\n"));
}

TEST_F(TerminalTest, OfARunThatItDidNotSeeSaysOnlyHowItIsJudgedAnew) {
  const auto terminal = make_terminal(out_, {});
  terminal->on_event(event(1, RunJudgedAnew{progress_test::parallel_run(1)}));
  EXPECT_THAT(written(), HasSubstr("now: succeeded\n"));
}

// What is drawn, a line a line: without what moves the cursor.
std::string drawn(std::string text) {
  for (const std::string code : {"\x1b[K", "\x1b[J", "\r", "\x1b[1m", "\x1b[0m"}) {
    for (size_t at = 0; (at = text.find(code, at)) != text.npos;) text.erase(at, code.size());
  }
  return text;
}

TEST_F(TerminalTest, ViewStandsBelowWhatIsAnnouncedAndGoesWithTheSession) {
  TerminalSize size{80, 24};
  const auto terminal = make_terminal(
      out_, {.live_line = true,
             .view = true,
             .size = [&size] { return size; },
             .next_run = [](int index) { return "behind_" + std::to_string(index); }});
  terminal->on_event(event(0, RunStarted{1, 2, progress_test::planned_run(1), "id"}));
  written();
  terminal->on_event(event(1, sample(1)));
  const std::string first = written();
  EXPECT_THAT(first, testing::EndsWith("\x1b[K\x1b[J\r\x1b[3A"));
  EXPECT_THAT(drawn(first),
              testing::StartsWith("[1/2] resnet_resnet20_001_parallel: foreground, 1s\n"
                                  "done  0 | next behind_1\n"));
  terminal->on_event(event(2, Notice{Severity::info, "one", ""}));
  EXPECT_THAT(written(), testing::StartsWith("\r\x1b[J   Note: one\n\r[1/2] resnet_resnet20_001"));
  terminal->on_event(event(2, BackgroundRunStarted{1, 2, 4711}));
  EXPECT_EQ(written(), "");
  size = {80, 11};
  terminal->on_event(event(3, sample(3)));
  EXPECT_EQ(drawn(written()), "[1/2] foreground, 3s | 243.1 W 61 °C");
  size = {59, 24};
  terminal->on_event(event(4, sample(4)));
  EXPECT_EQ(drawn(written()), "[1/2] foreground, 4s | 243.1 W 61 °C");
  terminal->on_event(event(5, SessionEnded{.session = "s", .directory = "/d"}));
  EXPECT_THAT(written(), testing::EndsWith("mutation status s\n"));
}

TEST_F(TerminalTest, SurvivesAStreamThatFails) {
  const auto terminal = make_terminal(out_, {.live_line = true});
  out_.setstate(std::ios::badbit);
  terminal->on_event(event(1, Notice{Severity::info, "unheard", ""}));
  EXPECT_EQ(written(), "");
}

}  // namespace
}  // namespace mutation
