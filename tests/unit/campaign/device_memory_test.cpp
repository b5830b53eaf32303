// When a training last ran on a GPU of this machine.
#include "campaign/device_memory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/machine_lock.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

Event live(double seconds, PhaseKind kind, std::vector<std::string> devices,
           bool simulated = false) {
  LiveSample sample;
  sample.kind = kind;
  sample.devices = std::move(devices);
  sample.simulated = simulated;
  return {at(seconds), sample};
}

TEST(DeviceMemory, TellsOfTheLatestTrainingOnAnyOfTheDevices) {
  const TemporaryFolder place;
  const std::string folder = place / "devices";
  EXPECT_FALSE(since_last_training_on({"GPU-a"}, at(0).boot, folder));
  DeviceMemory memory(folder);
  memory.on_event(live(1, PhaseKind::foreground, {"GPU-a"}));
  memory.on_event(live(5, PhaseKind::foreground, {"GPU-a", "GPU-b"}));
  memory.on_event(live(9, PhaseKind::cooling, {"GPU-a"}));
  EXPECT_EQ(since_last_training_on({"GPU-a"}, at(15).boot, folder), Seconds(8));
  EXPECT_EQ(since_last_training_on({"GPU-x", "GPU-b"}, at(6).boot, folder), Seconds(0))
      << "it may have gone on a little after it was told of";
  EXPECT_FALSE(since_last_training_on({"GPU-x"}, at(15).boot, folder));
}

TEST(DeviceMemory, KnowsWhenATrainingHasBegunAndEndedBetweenTwoSamples) {
  const TemporaryFolder folder;
  DeviceMemory memory(folder.path());
  memory.on_event(live(1, PhaseKind::cooling, {"GPU-a"}));
  EXPECT_FALSE(since_last_training_on({"GPU-a"}, at(5).boot, folder.path()));
  memory.on_event({at(1.2), PhaseStarted{.kind = PhaseKind::foreground}});
  EXPECT_EQ(since_last_training_on({"GPU-a"}, at(13.2).boot, folder.path()), Seconds(10));
  PhaseEnded ended;
  ended.phase.kind = PhaseKind::foreground;
  memory.on_event({at(1.7), ended});
  EXPECT_EQ(since_last_training_on({"GPU-a"}, at(13.7).boot, folder.path()), Seconds(10));
}

TEST(DeviceMemory, KnowsNothingOfSimulatedGpusAndOfTimesToCome) {
  const TemporaryFolder folder;
  DeviceMemory memory(folder.path());
  memory.on_event(live(1, PhaseKind::foreground, {"SIM-0"}, true));
  EXPECT_FALSE(since_last_training_on({"SIM-0"}, at(5).boot, folder.path()));
  memory.on_event(live(100, PhaseKind::foreground, {"GPU-a"}));
  EXPECT_FALSE(since_last_training_on({"GPU-a"}, at(5).boot, folder.path()));
  put_file(folder / "GPU-b@7", "0000000000000000001");
  EXPECT_FALSE(since_last_training_on({"GPU-b"}, at(5).boot, folder.path())) << "not that user's";
  mkfifo((folder / ("GPU-a@" + std::to_string(geteuid()) + "0")).c_str(), 0600);
  put_file(folder / "GPU-a", "-5");
  EXPECT_FALSE(since_last_training_on({"GPU-a"}, at(5).boot, folder.path()));
}

TEST(DeviceLocks, AreForOneAtATime) {
  const std::string device = "GPU-test-" + std::to_string(getpid());
  {
    const auto held = lock_devices({device, device + "-2"});
    ASSERT_TRUE(held.ok());
    const auto second = lock_devices({device + "-2"});
    ASSERT_FALSE(second.ok());
    EXPECT_NE(second.error().message.find(device + "-2"), std::string::npos);
    EXPECT_NE(second.error().message.find(std::to_string(getpid())), std::string::npos);
  }
  EXPECT_TRUE(lock_devices({device}).ok());
}

}  // namespace
}  // namespace mutation
