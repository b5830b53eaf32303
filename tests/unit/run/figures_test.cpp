#include "run/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PhaseRecord foreground(const Observations& seen, const std::vector<int>& own) {
  PhaseRecord phase{.kind = PhaseKind::foreground, .start = at(10), .end = at(20)};
  phase.energy = energy_of_devices(seen, {mono(10), mono(20)}, own);
  return phase;
}

TEST(Figures, ForeignDevicesAreMeasuredButNotSummed) {
  const Instrumentation instruments = gpus(2);
  Observations seen(instruments);
  feed(seen, kEnergy, 0, 30, 1000, 100);
  feed(seen, kPower, 0, 30, 100);
  feed(seen, kChannelsPerGpu + kEnergy, 0, 30, 5000, 50);
  feed(seen, kChannelsPerGpu + kPower, 0, 30, 50);
  const PhaseRecord phase = foreground(seen, {0});
  ASSERT_EQ(phase.energy.size(), 2u);
  EXPECT_NEAR(phase.energy[1].figure.energy->value, 500, 1e-6);
  EXPECT_FALSE(phase.energy[1].in_total);
  const EnergyMetrics metrics = energy_metrics(seen, phase, {0}, {}, 990.0);
  EXPECT_NEAR(*metrics.gpu_energy_total_joules, 1000, 1e-6);
  EXPECT_EQ(metrics.gpu_energy_sum_legacy_joules, 990.0);
  EXPECT_NEAR(*metrics.gpu_power_avg_watts, 100, 1e-9);
}

TEST(Figures, UncertaintiesOfOwnDevicesAddUpAsSquares) {
  const PhaseRecord phase{
      .energy = {{.device = "GPU-0", .figure = {.energy = Joules{100}, .uncertainty = Joules{3}}},
                 {.device = "GPU-1", .figure = {.energy = Joules{100}, .uncertainty = Joules{4}}},
                 {.device = "GPU-2",
                  .in_total = false,
                  .figure = {.energy = Joules{100}, .uncertainty = Joules{40}}}}};
  const Instrumentation instruments = gpus(3);
  const Observations seen(instruments);
  EXPECT_EQ(energy_metrics(seen, phase, {0, 1}, {}, std::nullopt).gpu_energy_uncertainty_joules, 5);
}

TEST(Figures, AMeterIsMeasuredButInNoTotal) {
  Instrumentation instruments;
  instruments.devices = {{.id = "package-0", .kind = DeviceKind::cpu},
                         {.id = "meter-0", .kind = DeviceKind::meter}};
  instruments.channels = {{.device = 0, .quantity = Quantity::energy},
                          {.device = 1, .quantity = Quantity::power}};
  Observations seen(instruments);
  feed(seen, 0, 0, 30, 0, 50);
  feed(seen, 1, 0, 30, 400);
  const PhaseRecord phase = foreground(seen, {});
  EXPECT_NEAR(phase.energy[1].figure.energy->value, 4000, 1e-6);
  EXPECT_FALSE(phase.energy[1].in_total);
  const EnergyMetrics metrics = energy_metrics(seen, phase, {}, {}, std::nullopt);
  EXPECT_NEAR(*metrics.cpu_energy_total_joules, 500, 1e-6);
  EXPECT_EQ(metrics.gpu_energy_total_joules, std::nullopt);
}

TEST(Figures, ThereIsNoSumOverTheCpuWithoutADomainThatCouldNotBeOpened) {
  Instrumentation instruments;
  instruments.devices = {{.id = "package-0", .kind = DeviceKind::cpu},
                         {.id = "dram-0", .kind = DeviceKind::cpu}};
  instruments.channels = {{.device = 0, .quantity = Quantity::energy},
                          {.device = 1, .quantity = Quantity::energy}};
  instruments.absences = {{"CPU energy (perf package-1)", "denied", ""}};
  Observations seen(instruments);
  feed(seen, 0, 0, 30, 0, 50);
  feed(seen, 1, 0, 30, 0, 5);
  const EnergyMetrics metrics = energy_metrics(seen, foreground(seen, {}), {}, {}, std::nullopt);
  EXPECT_EQ(metrics.cpu_energy_pkg_joules, std::nullopt);
  EXPECT_EQ(metrics.cpu_energy_total_joules, std::nullopt);
  EXPECT_NEAR(*metrics.cpu_energy_ram_joules, 50, 1e-6);
  EXPECT_THAT(metrics.reasons, testing::Contains("cpu_energy_pkg_joules, cpu_energy_total_joules: "
                                                 "no sum without package-1: denied"));
}

TEST(Figures, ReadingsReachHalfAnAverageBeyondTheEnd) {
  Instrumentation instruments = gpus(1);
  EXPECT_EQ(readings_reach(instruments), Seconds(0.2));
  instruments.channels[kPower].averaging = Seconds(1);
  EXPECT_EQ(readings_reach(instruments), Seconds(0.7));
}

TEST(Figures, NetEnergiesAreAboveTheBaselinesWithTheirCaveats) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kEnergy, 0, 30, 0, 200);
  const EnergyMetrics metrics = energy_metrics(seen, foreground(seen, {0}), {0},
                                               {.idle = Watts{30},
                                                .background_alone = Watts{120},
                                                .parallel = true,
                                                .idle_uncertainty = Watts{0.5}},
                                               std::nullopt);
  EXPECT_NEAR(*metrics.gpu_energy_above_idle_joules, 2000 - 300, 1e-6);
  EXPECT_NEAR(*metrics.gpu_energy_above_background_joules, 2000 - 1200, 1e-6);
  // 5 J of the baseline, beside the gross energy's own.
  const double gross = *metrics.gpu_energy_uncertainty_joules;
  EXPECT_NEAR(*metrics.gpu_energy_above_idle_uncertainty_joules, std::sqrt(gross * gross + 25),
              1e-9);
  // Nobody says how well the background's power is known.
  EXPECT_EQ(metrics.gpu_energy_above_background_uncertainty_joules, std::nullopt);
  EXPECT_THAT(metrics.reasons, testing::Contains(HasSubstr("takes the background alone as")));
  EXPECT_THAT(metrics.reasons,
              testing::Contains(HasSubstr("that power is known to ± 0.5 W, which is ± 5 J")));
}

TEST(Figures, APartialEnergyGivesNoNetFigure) {
  Instrumentation instruments = gpus(1);
  instruments.channels.resize(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 15, 100);
  const PhaseRecord phase = foreground(seen, {0});
  EXPECT_NEAR(lowest_coverage(phase), 0.5, 0.01);
  const EnergyMetrics metrics = energy_metrics(seen, phase, {0}, {.idle = Watts{30}}, std::nullopt);
  EXPECT_NEAR(*metrics.gpu_energy_total_joules, 500, 1);
  EXPECT_EQ(metrics.gpu_energy_above_idle_joules, std::nullopt);
  EXPECT_THAT(metrics.reasons, testing::Contains(HasSubstr("covers only 50.0 % of the run")));
}

TEST(Figures, AGapOfTheCpuTakesNothingFromTheGpuNetFigure) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  feed(seen, kEnergy, 0, 30, 0, 200);
  PhaseRecord phase = foreground(seen, {0});
  DeviceEnergy cpu{.device = "package-0", .kind = DeviceKind::cpu};
  cpu.figure = {.energy = Joules{100}, .method = "counter", .coverage = 0.5};
  phase.energy.push_back(cpu);
  EXPECT_NEAR(lowest_coverage(phase), 0.5, 1e-9);
  const EnergyMetrics metrics = energy_metrics(seen, phase, {0}, {.idle = Watts{30}}, std::nullopt);
  EXPECT_NEAR(*metrics.gpu_energy_above_idle_joules, 2000 - 300, 1e-6);
}

TEST(Figures, WithoutReadingsNothingIsZero) {
  const Instrumentation instruments = gpus(1);
  const Observations seen(instruments);
  const EnergyMetrics metrics = energy_metrics(seen, foreground(seen, {0}), {0}, {}, std::nullopt);
  EXPECT_EQ(metrics.gpu_energy_total_joules, std::nullopt);
  EXPECT_EQ(metrics.gpu_power_avg_watts, std::nullopt);
  EXPECT_EQ(metrics.cpu_energy_total_joules, std::nullopt);
  EXPECT_THAT(metrics.reasons, testing::Contains(HasSubstr("GPU-0")));
}

TEST(Figures, CpuTotalsSumPackagesAndMemoryButNotWhatOverlaps) {
  Instrumentation instruments;
  int index = 0;
  for (const auto& [id, in_total] : {std::pair{"package-0", true}, std::pair{"dram-0", true},
                                     std::pair{"core-0", false}, std::pair{"psys", false}}) {
    instruments.devices.push_back({.id = id, .kind = DeviceKind::cpu, .in_total = in_total});
    instruments.channels.push_back({.device = index++, .quantity = Quantity::energy});
  }
  Observations seen(instruments);
  for (int channel = 0; channel < 4; ++channel) feed(seen, channel, 0, 30, 0, 10.0 * (channel + 1));
  const EnergyMetrics metrics = energy_metrics(seen, foreground(seen, {}), {}, {}, std::nullopt);
  EXPECT_NEAR(*metrics.cpu_energy_pkg_joules, 100, 1e-6);
  EXPECT_NEAR(*metrics.cpu_energy_ram_joules, 200, 1e-6);
  EXPECT_NEAR(*metrics.cpu_energy_total_joules, 300, 1e-6);
  EXPECT_THAT(metrics.cpu_energy_domains, ElementsAre("package-0", "dram-0"));
}

TEST(Gaps, NameTheChannelTheLengthAndTheReason) {
  Instrumentation instruments = gpus(1);
  instruments.channels.resize(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 12, 100);
  feed(seen, kPower, 17, 30, 100);
  SampleBatch failed;
  failed.failures.push_back({kPower, mono(13), "GPU is lost"});
  seen.add(failed);
  EXPECT_THAT(gaps_in(seen, {mono(10), mono(20)}),
              ElementsAre("GPU-0 power: 5.0 s without a reading (GPU is lost)"));
  EXPECT_THAT(gaps_in(seen, {mono(18), mono(20)}), IsEmpty());
}

TEST(Gaps, AFailureIsToldFromASecondOn) {
  Instrumentation instruments = gpus(1);
  instruments.channels.resize(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 12, 100);
  feed(seen, kPower, 14, 30, 100);
  EXPECT_THAT(gaps_in(seen, {mono(10), mono(20)}), IsEmpty()) << "2 s may happen on a busy machine";
  seen.add({.failures = {{kPower, mono(13), "GPU is lost"}}});
  EXPECT_THAT(gaps_in(seen, {mono(10), mono(20)}),
              ElementsAre("GPU-0 power: 2.0 s without a reading (GPU is lost)"));
}

TEST(Gaps, AFailureThatBeganBeforeIsTheReason) {
  Instrumentation instruments = gpus(1);
  instruments.channels.resize(1);
  Observations seen(instruments);
  feed(seen, kPower, 0, 5, 100);
  seen.add({.failures = {{kPower, mono(6), "GPU is lost"}, {kPower, mono(9), "GPU is lost"}}});
  EXPECT_THAT(gaps_in(seen, {mono(10), mono(14)}),
              ElementsAre("GPU-0 power: 4.0 s without a reading (GPU is lost)"));
}

TEST(EnergyLost, IsWhatASensorThatFailedDoesNotTell) {
  Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  EXPECT_FALSE(energy_lost(seen, foreground(seen, {0}))) << "never read, and never failed";
  seen.add({.failures = {{kPower, mono(15), "GPU is lost"}}});
  EXPECT_TRUE(energy_lost(seen, foreground(seen, {0})));
  EXPECT_FALSE(energy_lost(seen, foreground(seen, {}))) << "of a device that is not the run's own";
  feed(seen, kPower, 5, 25, 100);
  EXPECT_FALSE(energy_lost(seen, foreground(seen, {0}))) << "its energy is there";
}

}  // namespace
}  // namespace mutation
