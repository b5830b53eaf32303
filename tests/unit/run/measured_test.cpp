// An attempt at a command, from second 10 (idle until 20) to 25; the command from 20.5 to 24.5.
#include "run/measured.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

AttemptRecord attempt() {
  AttemptRecord record;
  record.phases = {{.kind = PhaseKind::cooling, .start = at(10), .end = at(20)},
                   {.kind = PhaseKind::foreground, .start = at(20), .end = at(25)}};
  record.training_start = at(20.5);
  record.training_end = at(24.5);
  record.duration = Seconds(4);
  record.status.code = 0;
  return record;
}

TEST(Measured, IsOverTheCommandsOwnTimeAndNetAboveTheIdleTimesSecondHalf) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  // 500 W while what ran before still heats, 50 W at rest, 250 W from 20 on.
  feed(seen, kEnergy, 10, 12, 0, 500);
  feed(seen, kEnergy, 12.5, 20, 1025, 50);
  feed(seen, kEnergy, 20.5, 26, 1525, 250);
  feed(seen, kPower, 10, 26, 250);
  feed(seen, kTemperature, 20, 26, 40, 2);
  const MeasuredRun run = measured_run(seen, attempt(), {.own = {0}, .idle = Seconds(10)});
  const MeasuredDevice& gpu = run.gpus.at(0);
  EXPECT_NEAR(gpu.figure.energy->value, 1000, 1);
  EXPECT_EQ(gpu.over, Seconds(4));
  // Readings half a second apart do not tell the age of what they show: up to 0.1 s.
  EXPECT_NEAR(gpu.idle_power->value, 50, 2.5);
  EXPECT_NEAR(gpu.net->value, 800, 10);
  EXPECT_NEAR(gpu.mean_power->value, 250, 1e-9);
  EXPECT_NEAR(gpu.start_temperature->value, 41, 1e-9);
  EXPECT_NEAR(gpu.max_temperature->value, 49, 1e-9);
  EXPECT_TRUE(gpu.own);
}

TEST(Measured, WithoutIdleTimeThereIsNoNetEnergy) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kEnergy, 10, 26, 0, 100);
  const MeasuredRun run = measured_run(seen, attempt(), {.own = {0}});
  EXPECT_FALSE(run.gpus.at(0).net);
  EXPECT_THAT(run.gpus.at(0).net_reason, HasSubstr("--idle"));
  EXPECT_FALSE(run.gpus.at(1).own);
  EXPECT_FALSE(run.gpus.at(1).figure.energy);
}

TEST(Measured, WhereReadingsAreRareItIsFromTheOneBeforeToTheOneAfter) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  seen.add(
      {.readings = {
           {kEnergy, mono(10), 1000}, {kEnergy, mono(20.4), 1520}, {kEnergy, mono(24.6), 2360}}});
  const MeasuredRun run =
      measured_run(seen, attempt(), {.own = {0}, .idle = Seconds(10), .rare = true});
  const MeasuredDevice& gpu = run.gpus.at(0);
  EXPECT_NEAR(gpu.figure.energy->value, 840, 1e-9);
  EXPECT_NEAR(gpu.over.count(), 4.2, 1e-9);
  EXPECT_NEAR(gpu.idle_power->value, 50, 1e-9);
  EXPECT_NEAR(gpu.net->value, 630, 1e-9);
  EXPECT_EQ(gpu.figure.coverage, 1);
}

TEST(Measured, ACommandThatWasNotStartedHasNoFigures) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kEnergy, 10, 26, 0, 100);
  AttemptRecord record = attempt();
  record.training_start = record.training_end = {};
  record.start_error = "execute nosuch: No such file";
  const MeasuredRun run = measured_run(seen, record, {.own = {0}});
  EXPECT_FALSE(run.gpus.at(0).figure.energy);
  EXPECT_EQ(run.gpus.at(0).figure.reason, "the command was not started");
}

TEST(Measured, PackagesAreSummedAndWhatIsMissingHasItsReason) {
  Instrumentation instruments;
  for (const char* id : {"package-0", "package-1", "psys"}) {
    instruments.channels.push_back({.device = static_cast<int>(instruments.devices.size()),
                                    .quantity = Quantity::energy,
                                    .source = id});
    instruments.devices.push_back(
        {.id = id, .kind = DeviceKind::cpu, .in_total = std::string(id) != "psys"});
  }
  Observations seen(instruments);
  for (int i = 0; i < 3; ++i) feed(seen, i, 10, 26, 0, 10 * (i + 1));
  const MeasuredRun run = measured_run(seen, attempt(), {});
  EXPECT_NEAR(run.cpu.package->value, 4 * (10 + 20), 1e-6);
  EXPECT_FALSE(run.cpu.dram);
  EXPECT_THAT(run.cpu.reasons, ElementsAre("dram: this CPU has no such counter"));
  EXPECT_EQ(run.cpu.domains.size(), 3u);
  EXPECT_THAT(run.gpus, IsEmpty());
}

TEST(Measured, ThereIsNoSumWhereADomainCouldNotBeOpened) {
  Instrumentation instruments;
  instruments.devices = {{.id = "package-0", .kind = DeviceKind::cpu}};
  instruments.channels = {{.device = 0, .quantity = Quantity::energy, .source = "made up"}};
  instruments.absences = {{"CPU energy (RAPL package-1)", "denied", ""},
                          {"CPU energy (RAPL dram-0)", "denied, too", ""},
                          {"CPU energy (RAPL core-1)", "of no importance", ""}};
  Observations seen(instruments);
  feed(seen, 0, 10, 26, 0, 10);
  const MeasuredRun run = measured_run(seen, attempt(), {});
  EXPECT_FALSE(run.cpu.package);
  EXPECT_FALSE(run.cpu.dram);
  EXPECT_THAT(run.cpu.reasons, ElementsAre("package-1: denied", "dram-0: denied, too"));
  EXPECT_NEAR(run.cpu.domains.at(0).figure.energy->value, 40, 1e-6);
}

}  // namespace
}  // namespace mutation
