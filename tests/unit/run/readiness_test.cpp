#include "run/readiness.h"

#include <gtest/gtest.h>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;

class Load : public testing::Test {
 protected:
  LoadReadiness readiness(std::optional<Watts> idle, bool pattern = false) {
    return LoadReadiness({.minimum = Seconds(30),
                          .maximum = Seconds(300),
                          .gpus = {0},
                          .idle_power = idle,
                          .has_ready_pattern = pattern},
                         at(100));
  }
  Instrumentation instruments_ = gpus(1);
  Observations seen_{instruments_};
  const ReadinessEvidence alive_{.background_alive = true};
  const ReadinessEvidence with_process_{.background_alive = true,
                                        .has_lists = true,
                                        .own_compute_process = "pid 9 (python3), 512 MiB"};
};

TEST_F(Load, IsNotAskedForBeforeTheMinimum) {
  feed(seen_, kPower, 110, 135, 200);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(129), seen_, alive_));
  EXPECT_TRUE(it.check(at(130), seen_, alive_));
}

TEST_F(Load, IsProvedBySteadyPowerAboveIdle) {
  feed(seen_, kPower, 110, 135, 200);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_TRUE(it.check(at(131), seen_, alive_));
  const LoadRecord record = it.record(at(131));
  EXPECT_EQ(record.verdict, LoadVerdict::proved);
  EXPECT_EQ(record.reason, "power is 200.0 W, idle was 30.0 W");
  EXPECT_DOUBLE_EQ(record.waited.count(), 31);
}

TEST_F(Load, IsNotProvedByPowerThatStillRises) {
  feed(seen_, kPower, 125, 131, 40, 20);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(131), seen_, alive_));
}

TEST_F(Load, ThatUsesNothingOfTheGpuIsNotProved) {
  feed(seen_, kPower, 110, 405, 31);
  feed(seen_, kUtilization, 110, 405, 0);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(399), seen_, alive_));
  EXPECT_TRUE(it.check(at(400), seen_, alive_));
  EXPECT_EQ(it.record(at(400)).verdict, LoadVerdict::not_proved);
}

TEST_F(Load, IsProvedByAProcessOfItsOwnAndWorkOfTheGpu) {
  feed(seen_, kPower, 110, 135, 200);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(130), seen_, {.background_alive = true, .has_lists = true}))
      << "somebody works there, but not the background";
  EXPECT_TRUE(it.check(at(130), seen_, with_process_));
  EXPECT_EQ(it.record(at(130)).reason,
            "a process of the background computes on the GPU: pid 9 (python3), 512 MiB; power is "
            "200.0 W, idle was 30.0 W");
}

TEST_F(Load, ThatOnlyHoldsMemoryIsNotProved) {
  feed(seen_, kPower, 110, 405, 31);
  feed(seen_, kUtilization, 110, 405, 0);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(130), seen_, with_process_));
  EXPECT_TRUE(it.check(at(400), seen_, with_process_));
  const LoadRecord record = it.record(at(400));
  EXPECT_EQ(record.verdict, LoadVerdict::not_proved);
  EXPECT_EQ(record.reason,
            "a process of the background is on the GPU (pid 9 (python3), 512 MiB), but neither "
            "utilisation nor power stood steadily above idle");
}

TEST_F(Load, OfAStrangerIsNotTheBackgrounds) {
  feed(seen_, kPower, 110, 405, 200);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_TRUE(it.check(at(400), seen_, {.background_alive = true, .has_lists = true}));
  EXPECT_EQ(it.record(at(400)).reason,
            "power is 200.0 W, idle was 30.0 W, but no process of the background is on the GPU");
}

TEST_F(Load, IsProvedByUtilisationThatLasts) {
  feed(seen_, kUtilization, 110, 135, 40);
  LoadReadiness it = readiness(std::nullopt);
  EXPECT_TRUE(it.check(at(131), seen_, alive_));
  EXPECT_EQ(it.record(at(131)).reason, "GPU utilisation is 40 %");
}

TEST_F(Load, IsNotProvedByUtilisationThatOnlyBegins) {
  feed(seen_, kUtilization, 110, 128.5, 0);
  feed(seen_, kUtilization, 129, 135, 40);
  LoadReadiness it = readiness(std::nullopt);
  EXPECT_FALSE(it.check(at(130), seen_, alive_)) << "a mean of 12 %";
  EXPECT_TRUE(it.check(at(134), seen_, alive_));
}

TEST_F(Load, OfAProcessIsProvedWhereNothingElseCanBeTold) {
  LoadReadiness it = readiness(std::nullopt);
  EXPECT_TRUE(it.check(at(130), seen_, with_process_));
  EXPECT_EQ(it.record(at(130)).reason,
            "a process of the background computes on the GPU: pid 9 (python3), 512 MiB; neither "
            "power nor utilisation can be told");
}

// A training that ended just before.
TEST_F(Load, OfWhatWasBeforeTheBackgroundProvesNothing) {
  feed(seen_, kPower, 90, 99.5, 200);
  feed(seen_, kUtilization, 90, 99.5, 90);
  LoadReadiness it(
      {.minimum = Seconds(0), .maximum = Seconds(300), .gpus = {0}, .idle_power = Watts{30}},
      at(100));
  EXPECT_FALSE(it.check(at(100), seen_, alive_));
  EXPECT_FALSE(it.check(at(101), seen_, with_process_)) << "the GPU's work is not known yet";
  feed(seen_, kPower, 100, 105, 180);
  feed(seen_, kUtilization, 100, 105, 80);
  EXPECT_TRUE(it.check(at(102.5), seen_, with_process_));
}

TEST_F(Load, OfASecondIsTooShortToTell) {
  feed(seen_, kPower, 90, 101, 200);
  feed(seen_, kUtilization, 90, 101, 90);
  LoadReadiness it(
      {.minimum = Seconds(0), .maximum = Seconds(1), .gpus = {0}, .idle_power = Watts{30}},
      at(100));
  EXPECT_TRUE(it.check(at(101), seen_, alive_));
  const LoadRecord record = it.record(at(101));
  EXPECT_EQ(record.verdict, LoadVerdict::not_verifiable);
  EXPECT_EQ(record.reason,
            "nothing can tell of the GPU's load: there is no list of its processes to be trusted, "
            "its utilisation was read for too short a time, its power was read for too short a "
            "time, and no ready_pattern is given");
}

TEST_F(Load, IsProvedByTheReadyPatternAlone) {
  feed(seen_, kPower, 110, 135, 31);
  LoadReadiness it = readiness(Watts{30}, true);
  EXPECT_FALSE(it.check(at(129), seen_, {.background_alive = true, .pattern_seen = true}));
  EXPECT_TRUE(it.check(at(130), seen_,
                       {.background_alive = true, .pattern_seen = true, .has_lists = true}));
  EXPECT_EQ(it.record(at(130)).reason, "its log shows the ready_pattern");
}

TEST_F(Load, WhoseReadyPatternNeverCameSaysSo) {
  feed(seen_, kPower, 110, 405, 31);
  LoadReadiness it = readiness(Watts{30}, true);
  EXPECT_TRUE(it.check(at(400), seen_, alive_));
  EXPECT_EQ(it.record(at(400)).verdict, LoadVerdict::not_proved);
  EXPECT_EQ(it.record(at(400)).reason,
            "the background runs, but nothing shows it on the GPU, and its log has not shown the "
            "ready_pattern");
}

TEST_F(Load, OfABackgroundThatHasEndedIsNotProved) {
  feed(seen_, kPower, 110, 135, 200);
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(130), seen_, {.background_alive = false}));
}

TEST_F(Load, WithoutSensorsIsNotVerifiable) {
  const Instrumentation nothing;
  const Observations blind(nothing);
  LoadReadiness it = readiness(std::nullopt);
  EXPECT_FALSE(it.check(at(129), blind, alive_));
  EXPECT_TRUE(it.check(at(130), blind, alive_));
  EXPECT_EQ(it.record(at(130)).verdict, LoadVerdict::not_verifiable);
}

// As an AMD GPU may be: power and temperature, and no wait at the gate that has told the idle
// power.
TEST_F(Load, ThatNoChannelCanEverTellIsNotVerifiableAndNotWaitedFor) {
  Instrumentation no_utilization = instruments_;
  no_utilization.channels.resize(kUtilization);
  Observations seen(no_utilization);
  feed(seen, kPower, 110, 135, 200);
  LoadReadiness it = readiness(std::nullopt);
  EXPECT_FALSE(it.check(at(129), seen, alive_));
  EXPECT_TRUE(it.check(at(130), seen, alive_));
  EXPECT_EQ(it.record(at(130)).verdict, LoadVerdict::not_verifiable);
  EXPECT_EQ(it.record(at(130)).reason,
            "nothing can tell of the GPU's load: there is no list of its processes to be trusted, "
            "its utilisation is not measured, what its power is when idle is not known "
            "(idle_power_watts), and no ready_pattern is given");
}

TEST_F(Load, OfWhichNothingWasReadIsNotVerifiableAtTheMaximum) {
  LoadReadiness it = readiness(Watts{30});
  EXPECT_FALSE(it.check(at(399), seen_, alive_)) << "readings may come";
  EXPECT_TRUE(it.check(at(400), seen_, alive_));
  EXPECT_EQ(it.record(at(400)).verdict, LoadVerdict::not_verifiable);
  EXPECT_EQ(it.record(at(400)).reason,
            "nothing can tell of the GPU's load: there is no list of its processes to be trusted, "
            "its utilisation could not be read, its power could not be read, and no ready_pattern "
            "is given");
}

TEST_F(Load, ThatCannotBeToldIsNotProvedWhenTheBackgroundHasEnded) {
  LoadReadiness it = readiness(Watts{30});
  EXPECT_TRUE(it.check(at(400), seen_, {.background_alive = false}));
  EXPECT_EQ(it.record(at(400)).verdict, LoadVerdict::not_proved);
}

TEST_F(Load, IsNotCalledUnverifiableBeforeAListCouldHaveCome) {
  Instrumentation no_utilization = instruments_;
  no_utilization.channels.resize(kUtilization);
  const Observations seen(no_utilization);
  LoadReadiness it(
      {.minimum = Seconds(0), .maximum = Seconds(300), .gpus = {0}, .idle_power = std::nullopt},
      at(100));
  EXPECT_FALSE(it.check(at(100), seen, alive_));
  EXPECT_TRUE(it.check(at(105), seen, alive_));
}

TEST_F(Load, WithoutSensorsIsProvedByTheReadyPattern) {
  const Instrumentation nothing;
  const Observations blind(nothing);
  LoadReadiness it = readiness(std::nullopt, true);
  EXPECT_FALSE(it.check(at(130), blind, alive_));
  EXPECT_TRUE(it.check(at(140), blind, {.background_alive = true, .pattern_seen = true}));
  EXPECT_EQ(it.record(at(140)).verdict, LoadVerdict::proved);
}

}  // namespace
}  // namespace mutation
