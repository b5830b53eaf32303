#include "run/background.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "run/environment.h"
#include "run/log_tail.h"
#include "unit/run/made_up.h"

namespace mutation {
namespace {

TEST(BackgroundScript, QuotesEveryWordAndExecs) {
  const PlannedTraining training{.repo = "Vul",
                                 .model = "mlp",
                                 .directory = "/data/my repos/vul",
                                 .command = {"./train.sh", "-n", "mlp", "--note", "it's $HOME"}};
  EXPECT_EQ(background_script(training, {{"CUDA_VISIBLE_DEVICES", "0"}, {"NOTE", "a b"}}),
            "#!/bin/sh\n"
            "# Starts one background training: Vul mlp.\n"
            "export CUDA_VISIBLE_DEVICES=0\n"
            "export NOTE='a b'\n"
            "cd '/data/my repos/vul' || exit 1\n"
            "exec ./train.sh -n mlp --note 'it'\\''s $HOME'\n");
}

TEST(DeviceEnvironment, NamesTheRunsGpusInPciOrder) {
  const Instrumentation two = made_up::gpus(2);
  const Environment expected = {{"PYTHONUNBUFFERED", "1"},
                                {"CUDA_DEVICE_ORDER", "PCI_BUS_ID"},
                                {"CUDA_VISIBLE_DEVICES", "0,1"}};
  EXPECT_EQ(device_environment(two, {0, 1}, {"0", "GPU-1"}), expected);
}

TEST(DeviceEnvironment, NamesEachVendorsGpusToItsOwnRuntime) {
  Instrumentation mixed = made_up::gpus(4);
  mixed.devices[0].vendor = "nvidia";
  mixed.devices[1] = {.id = "AMD-8a1b2c3d4e5f6071", .vendor = "amd", .index = 0};
  mixed.devices[2] = {.id = "0000:43:00.0", .vendor = "amd", .index = 1};
  mixed.devices[3] = {.id = "0000:03:00.0", .vendor = "intel", .index = 0};
  const Environment amd = {{"PYTHONUNBUFFERED", "1"},
                           {"ROCR_VISIBLE_DEVICES", "GPU-8a1b2c3d4e5f6071,1"},
                           {"HIP_VISIBLE_DEVICES", "0,1"}};
  EXPECT_EQ(device_environment(mixed, {1, 2}, {}), amd);
  const Environment others = {{"PYTHONUNBUFFERED", "1"},
                              {"CUDA_DEVICE_ORDER", "PCI_BUS_ID"},
                              {"CUDA_VISIBLE_DEVICES", "0"},
                              {"ZE_ENABLE_PCI_ID_DEVICE_ORDER", "1"},
                              {"ZE_AFFINITY_MASK", "0"}};
  EXPECT_EQ(device_environment(mixed, {0, 3}, {}), others);
}

TEST(DeviceEnvironment, WithoutAGpuToLookAtPassesOnWhatWasAsked) {
  const Environment unset = {{"PYTHONUNBUFFERED", "1"}};
  EXPECT_EQ(device_environment({}, {}, {}), unset);
  EXPECT_EQ(device_environment({}, {}, {"GPU-7"}).back().second, "GPU-7");
}

TEST(DeviceEnvironment, HidesCudaDevicesFromASimulatedGpu) {
  Instrumentation one = made_up::gpus(1);
  one.devices[0].simulated = true;
  EXPECT_EQ(device_environment(one, {0}, {}).back(),
            (std::pair<std::string, std::string>("CUDA_VISIBLE_DEVICES", "")));
}

// Lives that are told by hand; nothing is started.
class BackgroundLives : public testing::Test {
 protected:
  class Told : public EventSink {
   public:
    void on_event(const Event& event) override { events.push_back(event); }
    std::vector<Event> events;
  };

  void live(int number, double start, double end, int exit_code) {
    background_.note(TrainingStarted{number, 100 + number, made_up::at(start)}, loop_);
    background_.note(TrainingEnded{.number = number, .at = made_up::at(end), .status = {exit_code}},
                     loop_);
  }
  LoadRecord shares(double from, double to) {
    LoadRecord record;
    background_.fill_shares(made_up::at(from), made_up::at(to), record);
    return record;
  }

  SystemClock clock_;
  Monitor monitor_{std::vector<std::unique_ptr<PowerSource>>{}};
  Result<SignalFd> signals_ = SignalFd::open({});
  Told told_;
  RunLoop loop_{clock_, monitor_, *signals_, told_};
  PlannedTraining training_;
  Background background_{BackgroundOptions{.training = &training_, .run_index = 1}};
};

TEST_F(BackgroundLives, SharesCountLifeAndThePauseAskedForAfterAGoodEnd) {
  live(1, 0, 16, 0);
  live(2, 18, 100, 0);
  const LoadRecord record = shares(10, 20);
  EXPECT_DOUBLE_EQ(*record.alive_fraction, 0.8);
  EXPECT_DOUBLE_EQ(*record.paused_fraction, 0.2);
}

TEST_F(BackgroundLives, ThePauseAfterAFailureIsNoLoad) {
  live(1, 0, 16, 1);
  live(2, 18, 100, 0);
  EXPECT_DOUBLE_EQ(*shares(10, 20).paused_fraction, 0);
}

TEST_F(BackgroundLives, OneThatStillRunsIsAlive) {
  background_.note(TrainingStarted{1, 101, made_up::at(15)}, loop_);
  EXPECT_TRUE(background_.alive());
  EXPECT_DOUBLE_EQ(*shares(10, 20).alive_fraction, 0.5);
}

TEST_F(BackgroundLives, AreToldAndRecordedWithHowTheyEnded) {
  live(1, 0, 16, 3);
  background_.note_stopping();
  live(2, 18, 19, 0);
  LoadRecord record;
  background_.fill(record);
  ASSERT_EQ(record.runs.size(), 2u);
  EXPECT_EQ(record.runs[0].status.code, 3);
  EXPECT_FALSE(record.runs[0].stopped_by_us);
  EXPECT_TRUE(record.runs[1].stopped_by_us);
  EXPECT_EQ(record.runs[1].log, "background_logs/run_2.log");
  EXPECT_EQ(told_.events.size(), 4u);
}

TEST_F(BackgroundLives, OneThatFailsAgainAndAgainIsGivenUpHoweverLateItFails) {
  for (int number = 1; number <= 4; ++number) live(number, 100 * number, 100 * number + 55, 1);
  EXPECT_FALSE(background_.gave_up());
  live(5, 500, 555, 1);
  EXPECT_TRUE(background_.gave_up());
}

TEST_F(BackgroundLives, FailuresThatAreRareAreNotGivenUp) {
  for (int number = 1; number <= 20; ++number) {
    live(number, 100 * number, 100 * number + 55, number % 5 == 0 ? 0 : 1);
  }
  EXPECT_FALSE(background_.gave_up()) << "one ended well in between";
  for (int number = 21; number <= 40; ++number) live(number, 100 * number, 100 * number + 61, 1);
  EXPECT_FALSE(background_.gave_up()) << "each was up for more than a minute";
}

TEST_F(BackgroundLives, EndsOfOurMakingAreNoFailures) {
  background_.note_stopping();
  for (int number = 1; number <= 9; ++number) live(number, 100 * number, 100 * number + 55, 1);
  EXPECT_FALSE(background_.gave_up());
}

TEST_F(BackgroundLives, OneThatCouldNotBeStartedIsALifeToo) {
  background_.note(TrainingEnded{.number = 1, .at = made_up::at(5), .start_error = "no such file"},
                   loop_);
  EXPECT_FALSE(background_.alive());
  LoadRecord record;
  background_.fill(record);
  EXPECT_EQ(record.runs.size(), 1u);
}

TEST(LogTail, GivesTheLastLines) {
  const std::string path = testing::TempDir() + "/log_tail_test.log";
  std::ofstream(path) << "one\ntwo\nthree\n\n";
  EXPECT_EQ(log_tail(path, 2), "two\nthree");
  EXPECT_EQ(log_tail(path, 9), "one\ntwo\nthree");
  EXPECT_EQ(log_tail(path, 9, 6), "hree");
  EXPECT_EQ(log_tail(path + ".missing"), "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace mutation
