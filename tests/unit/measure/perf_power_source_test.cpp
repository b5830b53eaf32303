// CPU energy from the power PMU: its files from made-up trees, its counts from pipes.
#include "measure/perf_power_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "measure/cpu_energy.h"
#include "unit/measure/tree.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPmu = "/sys/bus/event_source/devices/power/";
constexpr const char* kScale = "2.3283064365386962890625e-10";  // 2^-32 J

void write_event(const FileTree& tree, const std::string& name, const std::string& event) {
  const std::string path = std::string(kPmu) + "events/" + name;
  tree.write(path, event + "\n");
  tree.write(path + ".scale", std::string(kScale) + "\n");
  tree.write(path + ".unit", "Joules\n");
}

void write_pmu(const FileTree& tree, const std::string& cpus) {
  tree.write(std::string(kPmu) + "type", "31\n");
  tree.write(std::string(kPmu) + "cpumask", cpus + "\n");
  write_event(tree, "energy-pkg", "event=0x02");
  write_event(tree, "energy-ram", "event=0x03");
}

void write_cpu(const FileTree& tree, int cpu, int package, int die) {
  const std::string topology = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
  tree.write(topology + "physical_package_id", std::to_string(package) + "\n");
  tree.write(topology + "die_id", std::to_string(die) + "\n");
}

std::vector<std::string> described(const std::vector<PerfEnergyEvent>& events) {
  std::vector<std::string> texts;
  for (const PerfEnergyEvent& event : events)
    texts.push_back(event.id + " type " + std::to_string(event.type) + " config " +
                    std::to_string(event.config) + " cpu " + std::to_string(event.cpu));
  return texts;
}

// A count that stands ready to be read once.
Result<UniqueFd> pipe_with(std::uint64_t count) {
  int ends[2];
  if (pipe(ends) != 0) return errno_error("pipe", errno);
  UniqueFd write_end(ends[1]);
  EXPECT_EQ(write(write_end.get(), &count, sizeof(count)), ssize_t(sizeof(count)));
  return UniqueFd(ends[0]);
}

TEST(PerfEvents, AreOfEachPackageOnce) {
  FileTree tree;
  write_pmu(tree, "0,32");
  write_cpu(tree, 0, 0, 0);
  write_cpu(tree, 32, 1, 0);
  write_event(tree, "energy-psys", "event=0x05");
  const auto events = perf_energy_events(tree.root());
  ASSERT_TRUE(events.ok()) << to_text(events.error());
  EXPECT_THAT(described(*events),
              ElementsAre("package-0 type 31 config 2 cpu 0", "package-1 type 31 config 2 cpu 32",
                          "dram-0 type 31 config 3 cpu 0", "dram-1 type 31 config 3 cpu 32",
                          "psys type 31 config 5 cpu 0"));
  EXPECT_DOUBLE_EQ(events->at(0).joules, 1.0 / 4294967296);
  EXPECT_EQ(events->at(1).source, "perf power/energy-pkg/ on CPU 32");
}

TEST(PerfEvents, OfSeveralDiesAreNamedAsRaplNamesThem) {
  FileTree tree;
  write_pmu(tree, "0,8");
  write_cpu(tree, 0, 0, 0);
  write_cpu(tree, 8, 0, 1);
  const auto events = perf_energy_events(tree.root());
  ASSERT_TRUE(events.ok());
  EXPECT_EQ(events->at(1).id, "package-0-die-1");
  EXPECT_EQ(events->at(3).id, "dram-0-die-1");
}

TEST(PerfEvents, WhoseFilesAreNotUnderstoodAreRefused) {
  const std::pair<const char*, const char*> spoilt[] = {{"type", "power"},
                                                        {"cpumask", "0-"},
                                                        {"cpumask", ""},
                                                        {"events/energy-pkg", "event=2,umask=1"},
                                                        {"events/energy-pkg.scale", "0"},
                                                        {"events/energy-pkg.scale", "2.3e-10 J"},
                                                        {"events/energy-pkg.unit", "Watts"}};
  for (const auto& [file, content] : spoilt) {
    FileTree tree;
    write_pmu(tree, "0");
    tree.write(std::string(kPmu) + file, std::string(content) + "\n");
    const auto events = perf_energy_events(tree.root());
    ASSERT_FALSE(events.ok()) << file << ": " << content;
    EXPECT_THAT(events.error().message, HasSubstr(std::string("power/") + file));
  }
}

TEST(PerfEvents, NeedAPmu) {
  FileTree tree;
  EXPECT_EQ(perf_energy_events(tree.root()).error().message,
            "no power PMU: " + tree.path(kPmu) + "type cannot be read");
}

TEST(PerfPower, GivesCountsInJoules) {
  FileTree tree;
  write_pmu(tree, "0");
  const auto source = PerfPowerSource::open(tree.root(), [](const PerfEnergyEvent& event) {
    return pipe_with((event.config == 2 ? 50ull : 3ull) << 32);
  });
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  SampleBatch batch;
  (*source)->read(Rate::fast, batch);
  ASSERT_EQ(batch.readings.size(), 2u);
  EXPECT_DOUBLE_EQ(batch.readings[0].value, 50);
  EXPECT_DOUBLE_EQ(batch.readings[1].value, 3);
  const Instrumentation& all = (*source)->instrumentation();
  EXPECT_EQ(all.devices.at(0).id, "package-0");
  EXPECT_EQ(all.devices.at(0).name, "RAPL package-0 by perf");
  EXPECT_TRUE(all.devices.at(1).in_total);
  EXPECT_EQ(all.channels.at(0).quantity, Quantity::energy);
  EXPECT_EQ(all.channels.at(0).wraps_at, 0);

  // The pipes are empty and closed by now: no count is no zero.
  SampleBatch silent;
  (*source)->read(Rate::fast, silent);
  EXPECT_TRUE(silent.readings.empty());
  ASSERT_EQ(silent.failures.size(), 2u);
  EXPECT_EQ(silent.failures[0].reason, "read perf power/energy-pkg/ on CPU 0: no count");
}

TEST(PerfPower, KeepsCoresAndPsysOutOfTheTotal) {
  FileTree tree;
  write_pmu(tree, "0");
  for (const char* part : {"energy-cores", "energy-gpu", "energy-psys"})
    write_event(tree, part, "event=0x01");
  const auto source =
      PerfPowerSource::open(tree.root(), [](const PerfEnergyEvent&) { return pipe_with(0); });
  ASSERT_TRUE(source.ok());
  std::vector<std::string> in_total;
  for (const Device& device : (*source)->instrumentation().devices)
    if (device.in_total) in_total.push_back(device.id);
  EXPECT_THAT(in_total, ElementsAre("package-0", "dram-0"));
}

TEST(PerfPower, ListsTheEventsThatCannotBeOpened) {
  FileTree tree;
  write_pmu(tree, "0");
  const auto open_packages = [](const PerfEnergyEvent& event) -> Result<UniqueFd> {
    if (event.config == 2) return pipe_with(1);
    return errno_error("open " + event.source, EINVAL);
  };
  const auto source = PerfPowerSource::open(tree.root(), open_packages);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->instrumentation().devices.size(), 1u);
  EXPECT_EQ((*source)->instrumentation().absences.at(0).what, "CPU energy (perf dram-0)");
  const auto none = PerfPowerSource::open(tree.root(), [](const PerfEnergyEvent& event) {
    return Result<UniqueFd>(errno_error("open " + event.source, EACCES, "as root"));
  });
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().hint, "as root");
}

TEST(CpuEnergy, ComesFromPowercapFirstAndFromPerfOnlyWithoutIt) {
  FileTree tree;
  write_pmu(tree, "0");
  int opened = 0;
  const auto open_counted = [&opened](const PerfEnergyEvent&) {
    ++opened;
    return pipe_with(1);
  };
  EXPECT_EQ((*open_cpu_energy(tree.root(), open_counted))->name(), "perf");
  EXPECT_EQ(opened, 2);
  tree.write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  tree.write("/sys/class/powercap/intel-rapl:0/energy_uj", "1000000\n");
  EXPECT_EQ((*open_cpu_energy(tree.root(), open_counted))->name(), "rapl");
  EXPECT_EQ(opened, 2);
}

TEST(CpuEnergy, ComesFromPerfWherePowercapShowsOnlyThePlatform) {
  FileTree tree;
  tree.write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  tree.write("/sys/class/powercap/intel-rapl:1/name", "psys\n");
  tree.write("/sys/class/powercap/intel-rapl:1/energy_uj", "1000000\n");
  const auto opens = [](const PerfEnergyEvent&) { return pipe_with(1); };
  EXPECT_EQ((*open_cpu_energy(tree.root(), opens))->name(), "rapl");
  write_pmu(tree, "0");
  EXPECT_EQ((*open_cpu_energy(tree.root(), opens))->name(), "perf");
}

TEST(CpuEnergy, SaysWhyNeitherIsThere) {
  FileTree tree;
  const auto none = open_cpu_energy(tree.root());
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message, "no RAPL: there is no " + tree.path("/sys/class/powercap") +
                                      "; no power PMU: " + tree.path(kPmu) + "type cannot be read");
}

}  // namespace
}  // namespace mutation
