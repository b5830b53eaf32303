#include "run/background.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "run/attempt.h"
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
