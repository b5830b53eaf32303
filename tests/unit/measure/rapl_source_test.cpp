// CPU energy from made-up powercap trees.
#include "measure/rapl_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "measure/rapl_zones.h"
#include "unit/measure/tree.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kClass = "/sys/class/powercap/";
constexpr const char* kDevices = "/sys/devices/virtual/powercap/intel-rapl/";

void write_zone(const FileTree& tree, const std::string& folder, const std::string& name,
                const std::string& energy_uj) {
  tree.write(folder + "/name", name + "\n");
  tree.write(folder + "/energy_uj", energy_uj + "\n");
  tree.write(folder + "/max_energy_range_uj", "262143328850\n");
}

std::vector<std::string> ids(const PowerSource& source) {
  std::vector<std::string> found;
  for (const Device& device : source.instrumentation().devices) found.push_back(device.id);
  return found;
}

std::vector<double> joules(PowerSource& source) {
  SampleBatch batch;
  source.read(Rate::fast, batch);
  EXPECT_TRUE(batch.failures.empty());
  std::vector<double> values;
  for (const Reading& reading : batch.readings) values.push_back(reading.value);
  return values;
}

// As the kernel has it: the class folder holds links only, zones are nested in their packages.
void write_linked_tree(const FileTree& tree) {
  const std::string devices = kDevices;
  write_zone(tree, devices + "intel-rapl:0", "package-0", "1000000");
  write_zone(tree, devices + "intel-rapl:0/intel-rapl:0:0", "core", "2000000");
  write_zone(tree, devices + "intel-rapl:0/intel-rapl:0:1", "dram", "3000000");
  write_zone(tree, devices + "intel-rapl:1", "package-1", "4000000");
  write_zone(tree, devices + "intel-rapl:1/intel-rapl:1:0", "dram", "5000000");
  write_zone(tree, devices + "intel-rapl:2", "psys", "6000000");
  for (const std::string zone : {"intel-rapl:0", "intel-rapl:1", "intel-rapl:2"})
    tree.link(kClass + zone, "../../devices/virtual/powercap/intel-rapl/" + zone);
  for (const std::string zone : {"0:0", "0:1", "1:0"})
    tree.link(kClass + ("intel-rapl:" + zone),
              "../../devices/virtual/powercap/intel-rapl/intel-rapl:" + zone.substr(0, 1) +
                  "/intel-rapl:" + zone);
  tree.link(std::string(kClass) + "intel-rapl", "../../devices/virtual/powercap/intel-rapl");
}

TEST(Rapl, FindsEachDomainOnceInATreeOfLinks) {
  FileTree tree;
  write_linked_tree(tree);
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  EXPECT_THAT(ids(**source),
              ElementsAre("package-0", "core-0", "dram-0", "package-1", "dram-1", "psys"));
  EXPECT_THAT(joules(**source), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Rapl, FindsDomainsThatAreOnlyNested) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl:0/intel-rapl:0:0", "dram", "3000000");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(ids(**source), ElementsAre("package-0", "dram-0"));
}

TEST(Rapl, LeavesOutTheCopiesThatMmioShows) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl-mmio:0", "package-0", "1000000");
  write_zone(tree, std::string(kClass) + "dtpm:0", "something", "1000000");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(ids(**source), ElementsAre("package-0"));
}

TEST(Rapl, CountsPackagesAndDramInTheTotalAndNothingThatOverlapsThem) {
  FileTree tree;
  write_linked_tree(tree);
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  std::vector<std::string> in_total;
  for (const Device& device : (*source)->instrumentation().devices) {
    EXPECT_EQ(device.kind, DeviceKind::cpu);
    if (device.in_total) in_total.push_back(device.id);
  }
  EXPECT_THAT(in_total, ElementsAre("package-0", "dram-0", "package-1", "dram-1"));
}

TEST(Rapl, KeepsThePlatformOfAMachineWithOnePackageOutOfTheTotal) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl:0/intel-rapl:0:0", "core", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl:0/intel-rapl:0:1", "uncore", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl:1", "psys", "9000000");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  std::vector<std::string> in_total;
  for (const Device& device : (*source)->instrumentation().devices)
    if (device.in_total) in_total.push_back(device.id);
  EXPECT_THAT(ids(**source), ElementsAre("package-0", "core-0", "uncore-0", "psys"));
  EXPECT_THAT(in_total, ElementsAre("package-0"));
}

TEST(Rapl, CountsEachDieOfEachPackage) {
  FileTree tree;
  const char* const packages[] = {"package-0-die-0", "package-0-die-1", "package-1-die-0",
                                  "package-1-die-1"};
  for (int i = 0; i < 4; ++i)
    write_zone(tree, kClass + ("intel-rapl:" + std::to_string(i)), packages[i], "1");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  for (const Device& device : (*source)->instrumentation().devices)
    EXPECT_TRUE(device.in_total) << device.id;
  EXPECT_EQ(ids(**source).size(), 4u);
}

TEST(Rapl, SaysThatAmdsCoreDomainIsOneCoreOnly) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1000000");
  write_zone(tree, std::string(kClass) + "intel-rapl:0/intel-rapl:0:0", "core", "1000000");
  tree.write("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  const std::vector<Device>& devices = (*source)->instrumentation().devices;
  EXPECT_EQ(devices.at(0).name, "RAPL package-0");
  EXPECT_EQ(devices.at(1).name, "RAPL core-0 (one of its cores only)");
  EXPECT_FALSE(devices.at(1).in_total);
}

TEST(Rapl, NamesDomainsOfDiesByPackageAndDie) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0-die-0", "1");
  write_zone(tree, std::string(kClass) + "intel-rapl:1", "package-0-die-1", "1");
  write_zone(tree, std::string(kClass) + "intel-rapl:1/intel-rapl:1:0", "dram", "1");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(ids(**source), ElementsAre("package-0-die-0", "package-0-die-1", "dram-0-die-1"));
}

TEST(Rapl, GivesDomainsOfOneNameDifferentIds) {
  EXPECT_THAT(rapl_zone_ids({{{0}, "psys"}, {{1}, "psys-2"}, {{2}, "psys"}, {{3}, ""}}),
              ElementsAre("psys", "psys-2", "psys-2-2", "zone-intel-rapl:3"));
}

TEST(Rapl, TellsWhereTheCounterWraps) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  const Channel& channel = (*source)->instrumentation().channels.at(0);
  EXPECT_DOUBLE_EQ(channel.wraps_at, 262143.328850);
  EXPECT_EQ(channel.quantity, Quantity::energy);
  EXPECT_EQ(channel.source, tree.path("/sys/class/powercap/intel-rapl:0/energy_uj"));
}

TEST(Rapl, SeesTheCounterMoveThroughTheFileItOpened) {
  FileTree tree;
  const std::string zone = std::string(kClass) + "intel-rapl:0";
  write_zone(tree, zone, "package-0", "1500000");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(joules(**source), ElementsAre(1.5));
  tree.write(zone + "/energy_uj", "2750000\n");
  chmod(tree.path(zone + "/energy_uj").c_str(), 0);
  EXPECT_THAT(joules(**source), ElementsAre(2.75));
}

TEST(Rapl, ReportsWhatIsNoNumberAsAFailure) {
  FileTree tree;
  const std::string zone = std::string(kClass) + "intel-rapl:0";
  write_zone(tree, zone, "package-0", "1");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  tree.write(zone + "/energy_uj", "");
  SampleBatch batch;
  (*source)->read(Rate::fast, batch);
  EXPECT_TRUE(batch.readings.empty());
  ASSERT_EQ(batch.failures.size(), 1u);
  EXPECT_THAT(batch.failures[0].reason, HasSubstr("energy_uj: \"\" is no number"));
}

TEST(Rapl, KeepsTheDomainsThatCanBeReadWhenOneCannot) {
  FileTree tree;
  write_zone(tree, std::string(kClass) + "intel-rapl:0", "package-0", "1");
  tree.write(std::string(kClass) + "intel-rapl:1/name", "package-1\n");
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_THAT(ids(**source), ElementsAre("package-0"));
  ASSERT_EQ((*source)->instrumentation().absences.size(), 1u);
  EXPECT_EQ((*source)->instrumentation().absences[0].what, "CPU energy (RAPL package-1)");
  EXPECT_THAT((*source)->instrumentation().absences[0].reason, HasSubstr("No such file"));
}

// Somebody who is not root for a while, also when the tests run as root.
class NotRoot {
 public:
  NotRoot() { was_root_ = geteuid() == 0 && seteuid(kNobody) == 0; }
  ~NotRoot() {
    if (was_root_ && seteuid(0) != 0) abort();
  }

 private:
  static constexpr uid_t kNobody = 65534;
  bool was_root_ = false;
};

TEST(Rapl, TellsHowToGetAtFilesThatOnlyRootMayRead) {
  FileTree tree;
  const std::string zone = std::string(kClass) + "intel-rapl:0";
  write_zone(tree, zone, "package-0", "1");
  chmod(tree.path(zone + "/energy_uj").c_str(), 0400);
  chmod(tree.root().c_str(), 0755);
  if (geteuid() != 0) chmod(tree.path(zone + "/energy_uj").c_str(), 0);
  const NotRoot not_root;
  const auto source = RaplSource::open(tree.root());
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message,
              StartsWith("open " + tree.path(zone + "/energy_uj") + ": Permission denied"));
  EXPECT_THAT(source.error().hint, HasSubstr("sudo"));
}

TEST(Rapl, GoesOnReadingAfterPrivilegesWereDropped) {
  FileTree tree;
  const std::string zone = std::string(kClass) + "intel-rapl:0";
  write_zone(tree, zone, "package-0", "1500000");
  chmod(tree.path(zone + "/energy_uj").c_str(), 0400);
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  const NotRoot not_root;
  EXPECT_THAT(joules(**source), ElementsAre(1.5));
}

TEST(Rapl, SaysThatThereIsNone) {
  FileTree tree;
  EXPECT_EQ(RaplSource::open(tree.root()).error().message,
            "no RAPL: there is no " + tree.root() + "/sys/class/powercap");
  tree.write(std::string(kClass) + "dtpm/uevent", "");
  EXPECT_THAT(RaplSource::open(tree.root()).error().message, StartsWith("no RAPL: "));
}

}  // namespace
}  // namespace mutation
