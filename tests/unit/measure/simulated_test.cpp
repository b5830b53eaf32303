// The simulated GPU: its physics in figures, and its source under a scripted load and clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "measure/simulated_gpu.h"
#include "measure/simulated_source.h"
#include "unit/measure/tree.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

TEST(SimulatedGpu, IsIdleAndColdAtFirst) {
  const SimulatedGpu gpu;
  EXPECT_DOUBLE_EQ(gpu.power().value, 30);
  EXPECT_DOUBLE_EQ(gpu.temperature().value, 31);
  EXPECT_DOUBLE_EQ(gpu.utilization(), 0);
  EXPECT_DOUBLE_EQ(gpu.energy().value, 0);
}

TEST(SimulatedGpu, DrawsFullPowerAndGetsHotUnderFullLoad) {
  SimulatedGpu gpu;
  for (int i = 0; i < 6000; ++i) gpu.advance(10ms, 1);
  EXPECT_NEAR(gpu.power().value, 250, 1e-6);
  EXPECT_NEAR(gpu.utilization(), 100, 1e-6);
  EXPECT_NEAR(gpu.temperature().value, 75, 0.01);
}

TEST(SimulatedGpu, CoolsByNewtonsLaw) {
  SimulatedGpu gpu;
  for (int i = 0; i < 600; ++i) gpu.advance(100ms, 1);
  for (int i = 0; i < 50; ++i) gpu.advance(100ms, 0);  // 5 s: power is back at idle
  const double before = gpu.temperature().value - 31;
  gpu.advance(6s, 0);  // one time constant
  EXPECT_NEAR((gpu.temperature().value - 31) / before, 0.36788, 0.001);
  gpu.advance(6s, 0);
  EXPECT_NEAR((gpu.temperature().value - 31) / before, 0.13534, 0.001);
}

TEST(SimulatedGpu, SettlesWithinHalfAMinuteOfFullLoad) {
  SimulatedGpu gpu;
  for (int i = 0; i < 600; ++i) gpu.advance(100ms, 1);
  for (int i = 0; i < 300; ++i) gpu.advance(100ms, 0);
  EXPECT_LT(gpu.temperature().value, 31.5);
  EXPECT_NEAR(gpu.power().value, 30, 0.001);
}

TEST(SimulatedGpu, SmoothsUtilisationOverHalfASecond) {
  SimulatedGpu gpu;
  gpu.advance(500ms, 1);
  EXPECT_NEAR(gpu.utilization(), 63.21, 0.01);
}

TEST(SimulatedGpu, CountsTheExactIntegralOfItsPower) {
  SimulatedGpu gpu;
  gpu.advance(2s, 1);  // 250 W less what the smoothing lacks: 220 W for half a second, in the end
  EXPECT_NEAR(gpu.energy().value, 2 * 250 - 220 * 0.5 * (1 - std::exp(-4.0)), 1e-9);
  SimulatedGpu in_steps;
  for (int i = 0; i < 2000; ++i) in_steps.advance(1ms, 1);
  EXPECT_NEAR(in_steps.energy().value, gpu.energy().value, 1e-6);
  SimulatedGpu idle;
  idle.advance(100s, 0);
  EXPECT_NEAR(idle.energy().value, 3000, 1e-6);
}

TEST(SimulatedGpu, IgnoresTimeThatDoesNotPassAndLoadBeyondAllCpus) {
  SimulatedGpu gpu;
  gpu.advance(0s, 1);
  gpu.advance(-1s, 1);
  EXPECT_DOUBLE_EQ(gpu.energy().value, 0);
  gpu.advance(60s, 7);
  EXPECT_NEAR(gpu.utilization(), 100, 1e-9);
}

ProcessStat process(pid_t pid, std::uint64_t start, Seconds cpu_time) {
  return {.pid = pid, .name = "python3", .state = 'R', .start_ticks = start, .cpu_time = cpu_time};
}

TEST(CpuLoad, IsTheShareOfAllCpusThatWasUsed) {
  CpuLoad load(4);
  EXPECT_EQ(load.update({process(5, 1, 100s)}, 0s), 0);
  EXPECT_DOUBLE_EQ(load.update({process(5, 1, 101s)}, 1s), 0.25);
  EXPECT_DOUBLE_EQ(load.update({process(5, 1, 105s), process(6, 2, 500ms)}, 2s), 4.5 / 8);
}

TEST(CpuLoad, TakesAReusedPidForANewProcess) {
  CpuLoad load(1);
  load.update({process(5, 1, 100s)}, 0s);
  EXPECT_DOUBLE_EQ(load.update({process(5, 77, 250ms)}, 1s), 0.25);
}

TEST(CpuLoad, IsNeverNegativeNorAboveOne) {
  CpuLoad load(1);
  load.update({process(5, 1, 100s)}, 0s);
  EXPECT_EQ(load.update({process(5, 1, 99s)}, 1s), 0);
  EXPECT_EQ(load.update({process(5, 1, 199s)}, 1s), 1);
}

class ManualClock final : public Clock {
 public:
  Instant now() const override { return {.monotonic = MonotonicTime(since_start)}; }
  std::chrono::milliseconds since_start{1000};
};

struct Simulation {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::vector<ProcessStat> running;
  SimulatedSource source{[this] { return running; }, 2, clock};

  std::vector<double> read(Rate rate) {
    SampleBatch batch;
    source.read(rate, batch);
    std::vector<double> values;
    for (const Reading& reading : batch.readings) values.push_back(reading.value);
    return values;
  }
};

TEST(SimulatedSource, SaysEverywhereThatItIsSimulated) {
  const Simulation simulation;
  const Instrumentation& offered = simulation.source.instrumentation();
  ASSERT_EQ(offered.devices.size(), 1u);
  EXPECT_EQ(offered.devices[0].id, "SIM-0");
  EXPECT_EQ(offered.devices[0].name, "Simulated GPU");
  EXPECT_TRUE(offered.devices[0].simulated);
  EXPECT_EQ(offered.channels.size(), 8u);
  for (const Channel& channel : offered.channels) EXPECT_EQ(channel.source, "simulated");
}

TEST(SimulatedSource, DrawsPowerWhileADescendantComputes) {
  Simulation simulation;
  EXPECT_THAT(simulation.read(Rate::fast), ElementsAre(30, 0));
  for (int i = 1; i <= 50; ++i) {
    simulation.clock->since_start += 100ms;
    simulation.running = {process(9, 1, 200ms * i)};  // both CPUs
    simulation.read(Rate::fast);
  }
  EXPECT_NEAR(simulation.read(Rate::fast)[0], 250, 0.1);
  simulation.running.clear();
  for (int i = 0; i < 50; ++i) {
    simulation.clock->since_start += 100ms;
    simulation.read(Rate::fast);
  }
  EXPECT_NEAR(simulation.read(Rate::fast)[0], 30, 0.1);
}

TEST(SimulatedSource, GivesReadingsTheTimeThatTheyHoldFor) {
  Simulation simulation;
  simulation.clock->since_start = 5s;
  SampleBatch batch;
  simulation.source.read(Rate::slow, batch);
  ASSERT_FALSE(batch.readings.empty());
  EXPECT_EQ(batch.readings[0].at, MonotonicTime(5s));
}

TEST(SimulatedSource, WritesTheExactEnergyWhereItIsAskedTo) {
  const FileTree tree;
  auto truth = SimulatedTruth::open(tree.path("/truth"));
  ASSERT_TRUE(truth.ok()) << to_text(truth.error());
  const auto clock = std::make_shared<ManualClock>();
  SimulatedSource source([] { return std::vector<ProcessStat>(); }, 2, clock, {},
                         std::move(*truth));
  clock->since_start += 25ms;
  SampleBatch batch;
  source.read(Rate::fast, batch);
  std::ifstream written(tree.path("/truth"));
  const std::string text(std::istreambuf_iterator<char>(written), {});
  EXPECT_EQ(text, "1.010000 0 0.300000\n1.020000 0 0.600000\n1.025000 0 0.750000\n");
}

TEST(SimulatedSource, CannotWriteTheTruthWhereThereIsNoFolder) {
  const auto truth = SimulatedTruth::open("/nowhere/truth");
  ASSERT_FALSE(truth.ok());
  EXPECT_THAT(truth.error().message,
              testing::StartsWith("write the simulated GPU's true energy: "));
}

TEST(SimulatedSource, ListsWhoHasComputed) {
  Simulation simulation;
  simulation.running = {process(7, 1, 100ms), process(8, 1, 300ms), process(9, 1, 5s)};
  simulation.running.push_back(process(10, 1, 5s));
  simulation.running.back().state = 'Z';
  SampleBatch batch;
  simulation.source.read(Rate::processes, batch);
  ASSERT_EQ(batch.processes.size(), 1u);
  std::vector<pid_t> pids;
  for (const ComputeProcess& each : batch.processes[0].processes) {
    pids.push_back(each.pid);
    EXPECT_EQ(each.memory_bytes, std::nullopt);
  }
  EXPECT_THAT(pids, ElementsAre(8, 9));
}

}  // namespace
}  // namespace mutation
