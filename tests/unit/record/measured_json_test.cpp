#include "record/measured_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mutation {
namespace {

using nlohmann::json;

Measurement some(int runs) {
  Measurement measurement{.command = {"./train.sh", "--lr", "0.1"},
                          .directory = "/repos/a",
                          .idle = Seconds(5),
                          .hertz = 10,
                          .exit_code = 3};
  for (int i = 0; i < runs; ++i) {
    MeasuredRun run{.status = {.code = 3},
                    .start = {.boot = BootTime(std::chrono::seconds(7))},
                    .duration = Seconds(2 + i)};
    MeasuredDevice gpu;
    gpu.device = {.id = "GPU-1", .name = "NVIDIA H200"};
    gpu.figure = {.energy = Joules{100.0 + 10 * i},
                  .method = "counter",
                  .coverage = 1,
                  .integral = Joules{99},
                  .uncertainty = Joules{1.5}};
    gpu.net_reason = "no idle time";
    run.gpus.push_back(gpu);
    run.cpu.reasons = {"no RAPL"};
    run.readers = {{.reader = "nvml", .reads = 20}};
    measurement.runs.push_back(run);
  }
  return measurement;
}

TEST(MeasuredJson, HasTheFiguresOfASingleRunAtTheTop) {
  const json document = json::parse(measurement_json(some(1)));
  EXPECT_EQ(document["schema_version"], 1);
  EXPECT_EQ(document["exit_code"], 3);
  EXPECT_EQ(document["signal"], nullptr);
  EXPECT_EQ(document["duration_seconds"], 2.0);
  const json& gpu = document["gpus"][0];
  EXPECT_EQ(gpu["uuid"], "GPU-1");
  EXPECT_EQ(gpu["name"], "NVIDIA H200");
  EXPECT_EQ(gpu["energy_joules"], 100.0);
  EXPECT_EQ(gpu["source"], "counter");
  EXPECT_EQ(gpu["integral_joules"], 99.0);
  EXPECT_EQ(gpu["uncertainty_joules"], 1.5);
  EXPECT_EQ(gpu["coverage"], 1.0);
  EXPECT_EQ(gpu["net_joules"], nullptr);
  EXPECT_EQ(gpu["net_reason"], "no idle time");
  EXPECT_EQ(document["cpu"]["package_joules"], nullptr);
  EXPECT_EQ(document["cpu"]["reasons"], json::array({"no RAPL"}));
  EXPECT_EQ(document["sampling"]["asked_hertz"], 10.0);
  EXPECT_EQ(document["sampling"]["readers"][0]["reads"], 20);
  EXPECT_FALSE(document.contains("runs"));
}

TEST(MeasuredJson, HasMeansAtTheTopAndEveryRunWhereThereAreSeveral) {
  const json document = json::parse(measurement_json(some(3)));
  EXPECT_EQ(document["gpus"][0]["energy_joules"], 110.0);
  EXPECT_EQ(document["runs"].size(), 3u);
  EXPECT_EQ(document["runs"][2]["gpus"][0]["energy_joules"], 120.0);
  EXPECT_EQ(document["statistics"]["gpus"][0]["energy_joules"]["standard_deviation"], 10.0);
  EXPECT_EQ(document["statistics"]["gpus"][0]["net_joules"], nullptr);
  EXPECT_EQ(document["statistics"]["duration_seconds"]["mean"], 3.0);
}

TEST(MeasuredJson, OfACommandThatWasNotStartedHasNoDuration) {
  Measurement measurement = some(1);
  measurement.runs[0].start = {};
  measurement.runs[0].duration = {};
  measurement.runs[0].start_error = "nosuchcmd: not found";
  const json document = json::parse(measurement_json(measurement));
  EXPECT_EQ(document["duration_seconds"], nullptr);
  EXPECT_EQ(document["start"], nullptr);
  Measurement two = some(2);
  two.runs[0] = measurement.runs[0];
  const json means = json::parse(measurement_json(two));
  EXPECT_EQ(means["duration_seconds"], nullptr);
  EXPECT_EQ(means["statistics"]["duration_seconds"], nullptr);
  EXPECT_EQ(means["runs"][0]["duration_seconds"], nullptr);
  EXPECT_EQ(means["runs"][1]["duration_seconds"], 3.0);
}

TEST(MeasuredJson, SaysWhereAFigureComesFrom) {
  Measurement measurement = some(1);
  MeasuredDevice& gpu = measurement.runs[0].gpus[0];
  gpu.device.simulated = true;
  EXPECT_EQ(json::parse(measurement_json(measurement))["gpus"][0]["source"], "simulated");
  gpu.device.simulated = false;
  gpu.figure = {.energy = Joules{7}, .method = "integral"};
  const json integral = json::parse(measurement_json(measurement));
  EXPECT_EQ(integral["gpus"][0]["source"], "integral");
  EXPECT_EQ(integral["gpus"][0]["integral_joules"], 7.0);
  gpu.figure = {.reason = "GPU is lost"};
  const json lost = json::parse(measurement_json(measurement));
  EXPECT_EQ(lost["gpus"][0]["source"], nullptr);
  EXPECT_EQ(lost["gpus"][0]["energy_joules"], nullptr);
  EXPECT_EQ(lost["gpus"][0]["reason"], "GPU is lost");
}

}  // namespace
}  // namespace mutation
