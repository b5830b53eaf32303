// AMD and Intel GPUs from made-up trees.
#include "measure/hwmon_gpu_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "measure/pci_names.h"
#include "unit/measure/hwmon_trees.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::unique_ptr<PowerSource> only_gpu(const FileTree& tree) {
  const auto gpus = hwmon_gpus(tree.root());
  EXPECT_EQ(gpus.size(), 1u);
  auto source = HwmonGpuSource::open(gpus.at(0));
  EXPECT_TRUE(source.ok()) << to_text(source.error());
  return std::move(*source);
}

SampleBatch read_all(PowerSource& source) {
  SampleBatch batch;
  source.read(Rate::fast, batch);
  source.read(Rate::slow, batch);
  source.read(Rate::processes, batch);
  return batch;
}

// "power 45.25" for each reading, in the order of the channels.
std::vector<std::string> values(PowerSource& source) {
  std::map<int, std::string> found;
  for (const Reading& reading : read_all(source).readings) {
    const Channel& channel = source.instrumentation().channels.at(size_t(reading.channel));
    std::string value = std::to_string(reading.value);
    value.erase(value.find_last_not_of('0') + 1);
    found[reading.channel] = to_text(channel.quantity) + " " + value;
  }
  std::vector<std::string> texts;
  for (const auto& [channel, text] : found) texts.push_back(text);
  return texts;
}

TEST(HwmonGpu, ReadsARadeonCardInTheQuantitiesUnits) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto source = only_gpu(tree);
  EXPECT_THAT(
      values(*source),
      ElementsAre("power 45.25", "temperature 41.", "memory_temperature 48.", "utilization 97.",
                  "memory_utilization 30.", "sm_clock 2100.", "memory_clock 1000."));
  EXPECT_EQ(source->instrumentation().channels.at(0).rate, Rate::fast);
  EXPECT_EQ(source->instrumentation().channels.at(1).rate, Rate::slow);
  EXPECT_EQ(source->name(), "amdgpu-0");
}

TEST(HwmonGpu, KnowsTheCardByItsUniqueIdAndItsName) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  tree.write("/sys/module/amdgpu/version", "6.7.0\n");
  tree.write("/usr/share/misc/pci.ids",
             "# list\n1002  Advanced Micro Devices, Inc. [AMD/ATI]\n\t73bf  Navi 21 [Radeon RX "
             "6800]\n\t\t1002 0e3a  Board\n8086  Intel Corporation\n");
  const auto source = only_gpu(tree);
  const Device& device = source->instrumentation().devices.at(0);
  EXPECT_EQ(device.id, "AMD-8a1b2c3d4e5f6071");
  EXPECT_EQ(device.name, "AMD Navi 21 [Radeon RX 6800]");
  EXPECT_EQ(device.vendor, "amd");
  EXPECT_EQ(device.pci_bus_id, "0000:03:00.0");
  EXPECT_EQ(device.driver_version, "amdgpu 6.7.0");
  EXPECT_EQ(device.power_limit, Watts{250});
  EXPECT_EQ(device.default_power_limit, Watts{289});
}

TEST(HwmonGpu, GoesByItsPciAddressWithoutAUniqueId) {
  FileTree tree;
  Files device = radeon_device();
  device.erase("uevent");
  device["unique_id"] = "0000000000000000";
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), device);
  EXPECT_EQ(hwmon_gpus(tree.root()).at(0).device.id, "0000:03:00.0");
  EXPECT_EQ(hwmon_gpus(tree.root()).at(0).device.name, "AMD GPU 1002:73bf");
}

TEST(HwmonGpu, TakesTheAveragePowerFirstAndThatOfTheMomentBeside) {
  FileTree tree;
  Files both = radeon_chip();
  both["power1_input"] = "51000000";
  write_pci_chip(tree, 1, "0000:03:00.0", both, radeon_device());
  EXPECT_THAT(values(*only_gpu(tree)), testing::Contains("power 45.25").Times(1));
  EXPECT_THAT(values(*only_gpu(tree)), testing::Contains("power_instant 51."));
  FileTree newer;
  Files input = radeon_chip();
  input.erase("power1_average");
  input["power1_input"] = "51000000";
  write_pci_chip(newer, 1, "0000:03:00.0", input, radeon_device());
  EXPECT_THAT(values(*only_gpu(newer)), testing::Contains("power 51."));
}

TEST(HwmonGpu, ReadsAnAcceleratorThatHasNoEdgeTemperature) {
  FileTree tree;
  write_pci_chip(tree, 1, "0000:c1:00.0",
                 {{"name", "amdgpu"},
                  {"power1_input", "140000000"},
                  {"temp2_input", "52000"},
                  {"temp2_label", "junction"},
                  {"temp3_input", "44000"},
                  {"temp3_label", "mem"}},
                 {{"unique_id", "1122334455667788"}, {"product_name", "AMD Instinct MI300X OAM"}});
  const auto source = only_gpu(tree);
  EXPECT_THAT(values(*source),
              ElementsAre("power 140.", "temperature 52.", "memory_temperature 44."));
  EXPECT_EQ(source->instrumentation().devices.at(0).name, "AMD Instinct MI300X OAM");
}

TEST(HwmonGpu, SaysThatAnApusPowerIsTheWholeSockets) {
  FileTree tree;
  write_pci_chip(tree, 2, "0000:0b:00.0",
                 {{"name", "amdgpu"}, {"power1_input", "18000000"}, {"in1_input", "900"}},
                 {{"vendor", "0x1002"}, {"device", "0x164e"}});
  EXPECT_EQ(hwmon_gpus(tree.root()).at(0).device.name,
            "AMD GPU 1002:164e (APU: power of the whole socket)");
  FileTree accelerator;
  write_pci_chip(accelerator, 2, "0000:c1:00.0", {{"name", "amdgpu"}, {"power1_input", "1"}},
                 {{"vendor", "0x1002"}, {"device", "0x74a0"}, {"product_name", "MI300A"}});
  EXPECT_EQ(hwmon_gpus(accelerator.root()).at(0).device.name,
            "MI300A (APU: power of the whole socket)");
}

TEST(HwmonGpu, LeavesASleepingGpuAsleep) {
  FileTree tree;
  Files device = radeon_device();
  device["power/runtime_status"] = "suspended";
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), device);
  // What is no number would have been found out by reading.
  tree.write(pci_chip_folder(4, "0000:03:00.0") + "/power1_average", "read\n");
  const auto source = only_gpu(tree);
  SampleBatch batch = read_all(*source);
  EXPECT_THAT(batch.readings, IsEmpty());
  EXPECT_EQ(batch.failures.size(), 7u);
  EXPECT_EQ(batch.failures.at(0).reason,
            "the GPU sleeps (" + tree.path("/sys/class/hwmon/hwmon4/device/power/runtime_status") +
                ": suspended), reading it would wake it");
  EXPECT_EQ(source->instrumentation().devices.at(0).power_limit, std::nullopt);

  tree.write("/sys/devices/pci0000:00/0000:03:00.0/power/runtime_status", "active\n");
  tree.write(pci_chip_folder(4, "0000:03:00.0") + "/power1_average", "45250000\n");
  EXPECT_THAT(values(*source), testing::Contains("power 45.25"));
}

TEST(HwmonGpu, ReportsImplausibleValuesAsFailures) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto source = only_gpu(tree);
  const std::string chip = pci_chip_folder(4, "0000:03:00.0");
  for (const char* power : {"4294967295000", "-1", "", "12 W", "1e6", "0x10", "nan"}) {
    tree.write(chip + "/power1_average", std::string(power) + "\n");
    SampleBatch batch;
    source->read(Rate::fast, batch);
    EXPECT_THAT(batch.readings, IsEmpty()) << power;
    ASSERT_EQ(batch.failures.size(), 1u) << power;
    EXPECT_THAT(batch.failures[0].reason, HasSubstr("power1_average: "));
  }
  tree.write(chip + "/temp1_input", "65535000\n");
  SampleBatch slow;
  source->read(Rate::slow, slow);
  ASSERT_EQ(slow.failures.size(), 1u);
  EXPECT_THAT(slow.failures[0].reason, HasSubstr("implausible value 65535 C"));
}

TEST(HwmonGpu, ListsWhatOneCardLacksAndKeepsTheRest) {
  FileTree tree;
  Files chip = radeon_chip();
  chip["power1_average"] = "not supported";
  write_pci_chip(tree, 4, "0000:03:00.0", chip, radeon_device());
  const auto source = only_gpu(tree);
  std::vector<std::string> lacking;
  for (const Absence& absence : source->instrumentation().absences) lacking.push_back(absence.what);
  EXPECT_THAT(lacking,
              ElementsAre("GPU power of AMD-8a1b2c3d4e5f6071", "GPU energy of AMD-8a1b2c3d4e5f6071",
                          "compute processes of AMD-8a1b2c3d4e5f6071"));
}

TEST(HwmonGpu, RefusesAGpuThatTellsNothing) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", {{"name", "amdgpu"}}, {{"unique_id", "77"}});
  const auto source = HwmonGpuSource::open(hwmon_gpus(tree.root()).at(0));
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().message, "nothing can be read of AMD GPU (AMD-77)");
}

TEST(HwmonGpu, ReadsTheEnergyCounterOfAnIntelCard) {
  FileTree tree;
  write_pci_chip(tree, 5, "0000:03:00.0",
                 {{"name", "i915"},
                  {"energy1_input", "123456789"},
                  {"power1_max", "190000000"},
                  {"power1_rated_max", "225000000"},
                  {"temp1_input", "39000"}},
                 {{"vendor", "0x8086"}, {"device", "0x56a0"}});
  // One tile's part of the same energy.
  write_pci_chip(tree, 6, "0000:03:00.0", {{"name", "i915_gt0"}, {"energy1_input", "100000000"}},
                 {});
  const auto source = only_gpu(tree);
  EXPECT_THAT(values(*source), ElementsAre("energy 123.456789", "temperature 39."));
  const Device& device = source->instrumentation().devices.at(0);
  EXPECT_EQ(device.id, "0000:03:00.0");
  EXPECT_EQ(device.vendor, "intel");
  EXPECT_EQ(device.power_limit, Watts{190});
  EXPECT_EQ(device.default_power_limit, Watts{225});
}

TEST(HwmonGpu, TakesThePackagesCounterWhereXeHasNoneOfTheCard) {
  FileTree tree;
  write_pci_chip(tree, 5, "0000:03:00.0",
                 {{"name", "xe"},
                  {"energy2_input", "5000000"},
                  {"power2_max", "0"},
                  {"temp2_input", "50000"},
                  {"temp2_label", "pkg"},
                  {"temp3_input", "60000"},
                  {"temp3_label", "vram"}},
                 {});
  const auto source = only_gpu(tree);
  EXPECT_THAT(values(*source),
              ElementsAre("energy 5.", "temperature 50.", "memory_temperature 60."));
  EXPECT_EQ(source->instrumentation().devices.at(0).power_limit, std::nullopt);
}

TEST(HwmonGpu, NumbersEachVendorsGpusInPciOrderAmdFirst) {
  FileTree tree;
  write_pci_chip(tree, 0, "0000:01:00.0", {{"name", "xe"}, {"energy1_input", "1"}}, {});
  write_pci_chip(tree, 1, "0000:c3:00.0", radeon_chip(), {{"unique_id", "c3"}});
  write_pci_chip(tree, 10, "0000:43:00.0", radeon_chip(), {{"unique_id", "43"}});
  write_pci_chip(tree, 2, "0000:00:18.3", {{"name", "k10temp"}, {"temp1_input", "1"}}, {});
  std::vector<std::string> found;
  for (const HwmonGpu& gpu : hwmon_gpus(tree.root()))
    found.push_back(gpu.device.id + " " + std::to_string(gpu.device.index));
  EXPECT_THAT(found, ElementsAre("AMD-43 0", "AMD-c3 1", "0000:01:00.0 0"));
}

TEST(HwmonGpu, FindsACardByItsDriversFolderAndTwiceOnlyOnce) {
  FileTree tree;
  for (const auto& [name, content] : radeon_chip())
    tree.write("/sys/class/drm/card1/device/hwmon/hwmon4/" + name, content + "\n");
  for (const auto& [name, content] : radeon_device())
    tree.write("/sys/class/drm/card1/device/" + name, content + "\n");
  EXPECT_EQ(only_gpu(tree)->instrumentation().devices.at(0).id, "AMD-8a1b2c3d4e5f6071");
  tree.link("/sys/class/hwmon/hwmon4", "../drm/card1/device/hwmon/hwmon4");
  EXPECT_EQ(hwmon_gpus(tree.root()).size(), 1u);
}

TEST(HwmonGpu, NeverWaitsForAFileThatIsNone) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const std::string power = tree.path(pci_chip_folder(4, "0000:03:00.0") + "/power1_average");
  std::filesystem::remove(power);
  ASSERT_EQ(mkfifo(power.c_str(), 0644), 0);
  const auto source = only_gpu(tree);
  EXPECT_EQ(source->instrumentation().absences.at(0).what, "GPU power of AMD-8a1b2c3d4e5f6071");
}

TEST(HwmonGpu, FindsNoneWithoutHwmon) {
  FileTree tree;
  EXPECT_THAT(hwmon_gpus(tree.root()), IsEmpty());
}

TEST(PciNames, SeeAnNvidiaGpuWhateverDrivesIt) {
  FileTree tree;
  tree.write("/sys/bus/pci/devices/0000:00:1f.3/vendor", "0x10de\n");
  tree.write("/sys/bus/pci/devices/0000:00:1f.3/class", "0x040300\n");
  EXPECT_FALSE(has_nvidia_gpu(tree.root()));
  tree.write("/sys/bus/pci/devices/0000:17:00.0/vendor", "0x10de\n");
  tree.write("/sys/bus/pci/devices/0000:17:00.0/class", "0x030200\n");
  EXPECT_TRUE(has_nvidia_gpu(tree.root()));
}

}  // namespace
}  // namespace mutation
