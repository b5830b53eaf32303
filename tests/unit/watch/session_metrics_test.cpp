// A session as OpenMetrics text.
#include "watch/session_metrics.h"

#include <gmock/gmock.h>

#include <limits>

#include "unit/progress/events.h"

namespace mutation {
namespace {

using progress_test::at;
using progress_test::event;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

LiveSample sample() {
  return {.index = 1,
          .runs = 2,
          .kind = PhaseKind::cooling,
          .in_phase = Seconds(19),
          .left = Seconds(41),
          .power = Watts{78.25},
          .temperature = Celsius{44},
          .utilization_percent = 98,
          .session_left = Seconds(250),
          .devices = {"GPU-1"}};
}

SessionMetrics in_cooling() {
  SessionMetrics metrics;
  metrics.take(event(0, SessionStarted{.session = "run_1", .experiment_name = "first", .runs = 2}));
  metrics.take(event(1, RunStarted{1, 2, progress_test::planned_run(1), "id"}));
  metrics.take(event(1, PhaseStarted{.index = 1, .kind = PhaseKind::cooling}));
  metrics.take(event(20, sample()));
  return metrics;
}

TEST(SessionMetrics, BeforeASessionAreOnlyOfNow) {
  EXPECT_EQ(SessionMetrics().text(at(0)),
            "# HELP mutation_last_update_time_seconds When this file was written.\n"
            "# TYPE mutation_last_update_time_seconds gauge\n"
            "# UNIT mutation_last_update_time_seconds seconds\n"
            "mutation_last_update_time_seconds 1762939800\n"
            "# EOF\n");
}

TEST(SessionMetrics, SayWhatGoesOn) {
  const std::string text = in_cooling().text(at(21));
  EXPECT_THAT(text, HasSubstr("mutation_session_info{session=\"run_1\",experiment=\"first\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_session_running 1\n"));
  EXPECT_THAT(text,
              HasSubstr("# TYPE mutation_gpu_power_watts gauge\n"
                        "# UNIT mutation_gpu_power_watts watts\n"
                        "mutation_gpu_power_watts{device=\"GPU-1\",simulated=\"false\"} 78.25\n"));
  EXPECT_THAT(
      text,
      HasSubstr("mutation_gpu_utilization_ratio{device=\"GPU-1\",simulated=\"false\"} 0.98\n"));
  EXPECT_THAT(text, HasSubstr("mutation_phase{phase=\"cooling\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_phase{phase=\"foreground\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("mutation_phase_left_seconds 41\n"));
  EXPECT_THAT(
      text, HasSubstr("mutation_run_info{run=\"1\",experiment_id=\"resnet_resnet20_001_parallel\","
                      "attempt=\"1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_runs_total{outcome=\"failed\",role=\"measured\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("mutation_last_run_info")));
  EXPECT_THAT(text, Not(HasSubstr("mutation_energy_joules")));
  EXPECT_THAT(text, EndsWith("# EOF\n"));
}

TEST(SessionMetrics, HaveNoFigureThatIsStale) {
  const SessionMetrics metrics = in_cooling();
  EXPECT_THAT(metrics.text(at(25)), HasSubstr("mutation_gpu_power_watts{"));
  EXPECT_THAT(metrics.text(at(25.5)), Not(HasSubstr("mutation_gpu_")));
  EXPECT_THAT(metrics.text(at(25.5)), Not(HasSubstr("mutation_phase_left_seconds")));
}

TEST(SessionMetrics, HaveNoFigureThatIsAbsentOrNoNumber) {
  SessionMetrics metrics = in_cooling();
  LiveSample without = sample();
  without.power.reset();
  without.temperature = Celsius{std::numeric_limits<double>::quiet_NaN()};
  metrics.take(event(21, without));
  EXPECT_THAT(metrics.text(at(21)), Not(HasSubstr("mutation_gpu_power_watts")));
  EXPECT_THAT(metrics.text(at(21)), Not(HasSubstr("mutation_gpu_temperature_celsius")));
}

TEST(SessionMetrics, CountRunsVerdictsAndEnergy) {
  SessionMetrics metrics = in_cooling();
  const RunRecord run = progress_test::parallel_run(1);
  metrics.take(event(185, AttemptEnded{1, 3, run.attempts.front()}));
  metrics.take(event(185, RunEnded{2, run, {}}));
  const std::string text = metrics.text(at(186));
  EXPECT_THAT(text, HasSubstr("mutation_runs_done 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_runs_total{outcome=\"succeeded\",role=\"measured\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_cooling_verdicts_total{verdict=\"settled\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_load_verdicts_total{verdict=\"proved\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("mutation_energy_joules_total{kind=\"gpu\",simulated=\"true\"} 14032\n"));
  EXPECT_THAT(text,
              HasSubstr("mutation_energy_joules_total{kind=\"cpu\",simulated=\"false\"} 3021\n"));
  EXPECT_THAT(text, HasSubstr("mutation_last_run_gpu_energy_joules{simulated=\"true\"} 14032\n"));
  EXPECT_THAT(text, Not(HasSubstr("mutation_run_info")));
  EXPECT_THAT(text, Not(HasSubstr("mutation_phase{")));
}

TEST(SessionMetrics, OfASessionThatGoesOnCountWhatWasDoneBefore) {
  SessionMetrics metrics;
  metrics.take(event(0, SessionStarted{.session = "s", .runs = 7, .runs_left = 4}));
  EXPECT_THAT(metrics.text(at(0)), HasSubstr("mutation_runs_done 3\n"));
  EXPECT_THAT(metrics.text(at(0)),
              HasSubstr("mutation_runs_total{outcome=\"succeeded\",role=\"measured\"} 0\n"));
}

TEST(SessionMetrics, SayWhenAndWhyTheSessionHasEnded) {
  SessionMetrics metrics = in_cooling();
  metrics.take(event(22, SessionEnded{.runs_planned = 2, .runs_done = 0, .ended_by = "stopped"}));
  const std::string text = metrics.text(at(22));
  EXPECT_THAT(text, HasSubstr("mutation_session_running 0\n"));
  EXPECT_THAT(text, HasSubstr("mutation_session_end_info{ended_by=\"stopped\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mutation_session_end_time_seconds 1762939822\n"));
  EXPECT_THAT(text, Not(HasSubstr("mutation_gpu_")));
  EXPECT_THAT(text, Not(HasSubstr("mutation_phase")));
}

TEST(MetricsText, EscapesWhatNamesMayHold) {
  MetricsText text;
  text.gauge("a_info", "", "An a.");
  text.sample({{"name", "q\"b\\n\nx\xff"}}, 1);
  EXPECT_EQ(text.finish(),
            "# HELP a_info An a.\n# TYPE a_info gauge\n"
            "a_info{name=\"q\\\"b\\\\n\\nx\xef\xbf\xbd\"} 1\n# EOF\n");
}

TEST(MetricsText, HasNoFamilyWithoutASample) {
  MetricsText text;
  text.counter("a", "", "An a.");
  text.gauge("b", "", "A b.");
  text.sample({}, 0.5);
  EXPECT_EQ(text.finish(), "# HELP b A b.\n# TYPE b gauge\nb 0.5\n# EOF\n");
}

}  // namespace
}  // namespace mutation
