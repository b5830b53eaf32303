// Power meters from made-up hwmon trees.
#include "measure/meter_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/measure/hwmon_trees.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void write_chip(const FileTree& tree, int number, const Files& files) {
  for (const auto& [name, content] : files)
    tree.write("/sys/class/hwmon/hwmon" + std::to_string(number) + "/" + name, content + "\n");
}

std::vector<std::unique_ptr<PowerSource>> open_all(const FileTree& tree) {
  std::vector<std::unique_ptr<PowerSource>> sources;
  for (const MeterChip& chip : meter_chips(tree.root())) {
    auto source = MeterSource::open(chip);
    EXPECT_TRUE(source.ok()) << to_text(source.error());
    if (source) sources.push_back(std::move(*source));
  }
  return sources;
}

std::vector<double> watts(PowerSource& source) {
  SampleBatch batch;
  source.read(Rate::fast, batch);
  std::vector<double> values;
  for (const Reading& reading : batch.readings) values.push_back(reading.value);
  return values;
}

TEST(Meters, ReadAnAcpiPowerMeterWithTheIntervalThatItAverages) {
  FileTree tree;
  write_chip(tree, 2,
             {{"name", "power_meter"},
              {"power1_average", "312500000"},
              {"power1_average_interval", "1000"},
              {"power1_is_battery", "0"},
              {"power1_accuracy", "95.0%"}});
  const auto sources = open_all(tree);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_THAT(watts(*sources[0]), ElementsAre(312.5));
  const Device& device = sources[0]->instrumentation().devices.at(0);
  EXPECT_EQ(device.id, "meter-0");
  EXPECT_EQ(device.kind, DeviceKind::meter);
  EXPECT_FALSE(device.in_total);
  EXPECT_EQ(device.name, "power_meter power1 (accuracy 95.0%)");
  const Channel& channel = sources[0]->instrumentation().channels.at(0);
  EXPECT_EQ(channel.quantity, Quantity::power);
  EXPECT_EQ(channel.averaging, Seconds(1));
  EXPECT_EQ(channel.resolution, 0.001);
  EXPECT_EQ(channel.rate, Rate::fast);
}

TEST(Meters, GiveEachRailOfAPowerSupplyItsOwnColumn) {
  FileTree tree;
  write_chip(tree, 0,
             {{"name", "corsairpsu"},
              {"power1_input", "402000000"},
              {"power1_label", "power total"},
              {"power2_input", "350000000"},
              {"power2_label", "power +12v"}});
  write_chip(tree, 1,
             {{"name", "ina226"}, {"power1_input", "7500000"}, {"energy1_input", "90000000"}});
  const auto sources = open_all(tree);
  ASSERT_EQ(sources.size(), 2u);
  std::vector<std::string> names;
  for (const auto& source : sources)
    for (const Device& device : source->instrumentation().devices)
      names.push_back(device.id + " " + device.name);
  EXPECT_THAT(names, ElementsAre("meter-0 corsairpsu power total", "meter-1 corsairpsu power +12v",
                                 "meter-2 ina226 power1"));
  EXPECT_THAT(watts(*sources[0]), ElementsAre(402, 350));
  // J, then W
  EXPECT_THAT(watts(*sources[1]), ElementsAre(90, 7.5));
  EXPECT_EQ(sources[1]->instrumentation().channels.at(0).quantity, Quantity::energy);
  EXPECT_EQ(sources[1]->name(), "meter-2");
}

TEST(Meters, LeaveOutGpusAndWhatRaplMeasures) {
  FileTree tree;
  write_chip(tree, 0, {{"name", "amdgpu"}, {"power1_average", "1"}});
  write_chip(tree, 1, {{"name", "xe"}, {"energy1_input", "1"}});
  write_chip(tree, 2, {{"name", "i915_gt1"}, {"energy1_input", "1"}});
  write_chip(tree, 3, {{"name", "nouveau"}, {"power1_input", "1"}});
  write_chip(tree, 4, {{"name", "amd_energy"}, {"energy1_input", "1"}});
  write_chip(tree, 5, {{"name", "k10temp"}, {"temp1_input", "40000"}});
  EXPECT_THAT(meter_chips(tree.root()), IsEmpty());
  write_chip(tree, 6, {{"name", "zenpower"}, {"power1_input", "1"}});
  EXPECT_EQ(meter_chips(tree.root()).at(0).name, "zenpower");
}

TEST(Meters, ThatDoNotAnswerAreAbsentWithTheReason) {
  FileTree tree;
  write_chip(tree, 0, {{"name", "power_meter"}, {"power1_average", "4294967295000"}});
  const auto silent = MeterSource::open(meter_chips(tree.root()).at(0));
  ASSERT_FALSE(silent.ok());
  EXPECT_THAT(silent.error().message, HasSubstr("power1_average: implausible value"));

  write_chip(tree, 0, {{"power2_average", "100000000"}});
  const auto half = MeterSource::open(meter_chips(tree.root()).at(0));
  ASSERT_TRUE(half.ok());
  EXPECT_EQ((*half)->instrumentation().devices.at(0).id, "meter-1");
  EXPECT_EQ((*half)->instrumentation().absences.at(0).what, "power meter power_meter power1");
}

TEST(Meters, ThatFallSilentGiveFailuresAndNoValues) {
  FileTree tree;
  write_chip(tree, 0, {{"name", "ina226"}, {"power1_input", "7500000"}});
  const auto sources = open_all(tree);
  write_chip(tree, 0, {{"power1_input", ""}});
  SampleBatch batch;
  sources.at(0)->read(Rate::fast, batch);
  EXPECT_THAT(batch.readings, IsEmpty());
  EXPECT_EQ(batch.failures.size(), 1u);
}

}  // namespace
}  // namespace mutation
