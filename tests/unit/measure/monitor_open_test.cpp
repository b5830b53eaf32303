// Which sources a monitor opens, in which order, and what it says of those that it has not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "measure/monitor.h"
#include "unit/measure/drained.h"
#include "unit/measure/fake_nvml.h"
#include "unit/measure/hwmon_trees.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

MeasureOptions options(const FileTree& tree, GpuChoice gpu, const std::string& library) {
  return {.gpu = gpu, .nvml_library = library, .root = tree.root()};
}

std::vector<std::string> absent(const Monitor& monitor) {
  std::vector<std::string> found;
  for (const Absence& absence : monitor.instrumentation().absences)
    found.push_back(absence.what + ": " + absence.reason);
  return found;
}

TEST(MonitorOpen, SaysWhyThereIsNoGpuAndNeverSimulatesUnasked) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(monitor.ok());
  EXPECT_THAT((*monitor)->instrumentation().devices, IsEmpty());
  EXPECT_THAT(absent(**monitor),
              ElementsAre(HasSubstr("GPU: no NVIDIA driver library: load not-here.so"),
                          HasSubstr("CPU energy (RAPL): no RAPL")));
}

TEST(MonitorOpen, FailsWhenNvmlWasAskedForAndIsNotThere) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::nvml, "not-here.so"));
  ASSERT_FALSE(monitor.ok());
  EXPECT_THAT(monitor.error().message,
              HasSubstr("measure with NVML, as asked for: no NVIDIA driver library"));
}

TEST(MonitorOpen, MeasuresNoGpuWhenToldNotTo) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::none, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  EXPECT_EQ(absent(**monitor).at(0), "GPU: GPU measuring switched off (--gpu none)");
}

TEST(MonitorOpen, SimulatesWhenAskedTo) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::simulated, "not-here.so"));
  ASSERT_TRUE(monitor.ok());
  ASSERT_THAT((*monitor)->instrumentation().devices, SizeIs(1));
  EXPECT_TRUE((*monitor)->instrumentation().devices[0].simulated);
}

TEST(MonitorOpen, ReadsNvmlAndRaplSideBySide) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 0 0 power 123\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/energy_uj", "77000000\n");
  const auto monitor = Monitor::open(options(fake.tree(), GpuChoice::automatic, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  const std::vector<Channel>& channels = (*monitor)->instrumentation().channels;
  ASSERT_EQ((*monitor)->instrumentation().devices.at(1).id, "package-0");
  ASSERT_TRUE((*monitor)->start());
  bool gpu = false;
  bool cpu = false;
  drained(**monitor, [&](const SampleBatch& all) {
    for (const Reading& reading : all.readings) {
      const Channel& channel = channels[static_cast<size_t>(reading.channel)];
      gpu = gpu || (channel.quantity == Quantity::power && reading.value == 123);
      cpu = cpu || (channel.device == 1 && reading.value == 77);
    }
    return gpu && cpu;
  });
  EXPECT_TRUE(gpu);
  EXPECT_TRUE(cpu);
}

TEST(MonitorOpen, PutsNvidiasGpusBeforeAmdsAndMetersLast) {
  const FakeNvml fake("device GPU-a 0:81:0 300 8.0 A\nat 0 0 power 123\n");
  write_pci_chip(fake.tree(), 0, "0000:00:1c.0", {{"name", "ina226"}, {"power1_input", "9000000"}},
                 {});
  write_pci_chip(fake.tree(), 4, "0000:03:00.0", radeon_chip(), radeon_device());
  fake.tree().write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/energy_uj", "77000000\n");
  const auto monitor = Monitor::open(options(fake.tree(), GpuChoice::automatic, FAKE_NVML));
  ASSERT_TRUE(monitor.ok()) << to_text(monitor.error());
  std::vector<std::string> devices;
  for (const Device& device : (*monitor)->instrumentation().devices) devices.push_back(device.id);
  EXPECT_THAT(devices, ElementsAre("GPU-a", "AMD-8a1b2c3d4e5f6071", "package-0", "meter-0"));
}

TEST(MonitorOpen, MissesNoNvidiaDriverBesideAnotherVendorsGpu) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto amd = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(amd.ok());
  EXPECT_THAT(absent(**amd), Not(testing::Contains(HasSubstr("NVIDIA"))));

  tree.write("/sys/bus/pci/devices/0000:81:00.0/vendor", "0x10de\n");
  tree.write("/sys/bus/pci/devices/0000:81:00.0/class", "0x030200\n");
  const auto both = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(both.ok());
  EXPECT_THAT(absent(**both), testing::Contains(HasSubstr("GPU: no NVIDIA driver library")));
}

TEST(MonitorOpen, MeasuresNoAmdGpuWhenToldToMeasureNoneOrOnlyNvidias) {
  const FakeNvml fake("device GPU-a 0:81:0 300 8.0 A\nat 0 0 power 123\n");
  write_pci_chip(fake.tree(), 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto none = Monitor::open(options(fake.tree(), GpuChoice::none, FAKE_NVML));
  EXPECT_THAT((*none)->instrumentation().devices, IsEmpty());
  const auto nvml = Monitor::open(options(fake.tree(), GpuChoice::nvml, FAKE_NVML));
  EXPECT_THAT((*nvml)->instrumentation().devices, SizeIs(1));
}

TEST(MonitorOpen, ListsAMeterThatDoesNotAnswer) {
  FileTree tree;
  write_pci_chip(tree, 0, "0000:00:1c.0", {{"name", "ina226"}, {"power1_input", "?"}}, {});
  const auto monitor = Monitor::open(options(tree, GpuChoice::none, "not-here.so"));
  EXPECT_THAT(absent(**monitor), testing::Contains(HasSubstr("power meter ina226: read ")));
}

TEST(MonitorOpen, CopesWithAnNvmlCallThatDoesNotComeBack) {
  const FakeNvml fake(
      "device GPU-a 0:1:0 300 8.0 A\n"
      "at 1 0 hang nvmlDeviceGetPowerUsage\nat 2 0 continue nvmlDeviceGetPowerUsage\n");
  auto monitor = Monitor::open(options(fake.tree(), GpuChoice::nvml, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  ASSERT_TRUE((*monitor)->start());
  fake.set_time("1");
  const SampleBatch batch =
      drained(**monitor, [](const SampleBatch& all) { return !all.failures.empty(); });
  ASSERT_FALSE(batch.failures.empty());
  EXPECT_THAT(batch.failures[0].reason, HasSubstr("nvml has not answered for"));
  fake.set_time("2");
  const SampleBatch later =
      drained(**monitor, [](const SampleBatch& all) { return !all.readings.empty(); });
  EXPECT_FALSE(later.readings.empty());
}

}  // namespace
}  // namespace mutation
