// Facts about the machine from a made-up /proc and /sys.
#include "measure/fitness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/fitness_parts.h"
#include "unit/measure/tree.h"

namespace mutation {
namespace {

using testing::HasSubstr;

constexpr const char* kCpuInfo =
    "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 9534 64-Core Processor\n\n"
    "processor\t: 1\nmodel name\t: AMD EPYC 9534 64-Core Processor\n";

std::string governor_file(int cpu) {
  return "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cpufreq/scaling_governor";
}

TEST(MachineFacts, NamesCpuGovernorKernelAndHost) {
  FileTree tree;
  tree.write("/proc/cpuinfo", kCpuInfo);
  tree.write(governor_file(0), "performance\n");
  tree.write(governor_file(1), "performance\n");
  tree.write("/sys/devices/system/cpu/cpuidle/current_driver", "none\n");
  const MachineFacts facts = read_machine_facts(tree.root());
  EXPECT_EQ(facts.cpu_model, "AMD EPYC 9534 64-Core Processor");
  EXPECT_EQ(facts.governor, "performance");
  EXPECT_EQ(facts.governor_absent_reason, "");
  EXPECT_NE(facts.kernel, "");
  EXPECT_NE(facts.host, "");
}

TEST(MachineFacts, SayWhenCpusHaveDifferentGovernors) {
  FileTree tree;
  tree.write(governor_file(0), "powersave\n");
  tree.write(governor_file(1), "performance\n");
  tree.write(governor_file(2), "powersave\n");
  EXPECT_EQ(read_machine_facts(tree.root()).governor, "mixed: performance, powersave");
}

TEST(MachineFacts, LeaveOutWhatIsNotThere) {
  FileTree tree;
  tree.write("/sys/devices/system/cpu/cpu0/online", "1\n");
  const MachineFacts facts = read_machine_facts(tree.root());
  EXPECT_EQ(facts.cpu_model, std::nullopt);
  EXPECT_EQ(facts.governor, std::nullopt);
  EXPECT_EQ(facts.governor_absent_reason, "no cpufreq: no CPU in " + tree.root() +
                                              "/sys/devices/system/cpu has "
                                              "cpufreq/scaling_governor");
}

FitnessFact fact(const FileTree& tree, const std::string& name,
                 const Instrumentation& instrumentation = {}) {
  for (const FitnessFact& fact : machine_fitness(tree.root(), instrumentation, Seconds(0)))
    if (fact.name == name) return fact;
  ADD_FAILURE() << "no fact " << name;
  return {};
}

TEST(MachineFitness, WarnsOfAGovernorThatFollowsTheLoad) {
  FileTree tree;
  tree.write(governor_file(0), "powersave\n");
  const FitnessFact governor = fact(tree, "CPU governor");
  EXPECT_EQ(governor.value, "powersave");
  EXPECT_TRUE(governor.warning);
  EXPECT_THAT(governor.advice, HasSubstr("echo performance | sudo tee /sys/devices/system/cpu/"
                                         "cpu*/cpufreq/scaling_governor"));
  tree.write(governor_file(0), "performance\n");
  EXPECT_FALSE(fact(tree, "CPU governor").warning);
}

TEST(MachineFitness, KnowsTurboFromBothDrivers) {
  FileTree intel;
  intel.write("/sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_EQ(fact(intel, "CPU turbo").value, "on");
  EXPECT_THAT(fact(intel, "CPU turbo").advice,
              HasSubstr("echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"));
  intel.write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  EXPECT_EQ(fact(intel, "CPU turbo").value, "off");
  FileTree others;
  others.write("/sys/devices/system/cpu/cpufreq/boost", "1\n");
  EXPECT_EQ(fact(others, "CPU turbo").value, "on");
  EXPECT_THAT(fact(others, "CPU turbo").advice,
              HasSubstr("echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"));
  others.write("/sys/devices/system/cpu/cpufreq/boost", "yes\n");
  EXPECT_EQ(fact(others, "CPU turbo").value, "");
}

TEST(MachineFitness, SaysNothingOfWhatTheKernelDoesNotTell) {
  FileTree bare;
  for (const char* name : {"CPU governor", "CPU turbo", "SMT", "clock", "virtual machine",
                           "load of others", "swap in use"}) {
    EXPECT_EQ(fact(bare, name).value, "") << name;
    EXPECT_FALSE(fact(bare, name).warning) << name;
  }
}

TEST(MachineFitness, NamesSmtClockAndTemperature) {
  FileTree tree;
  tree.write("/sys/devices/system/cpu/smt/active", "1\n");
  tree.write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
  tree.write("/sys/class/thermal/thermal_zone0/type", "acpitz\n");
  tree.write("/sys/class/thermal/thermal_zone0/temp", "99000\n");
  tree.write("/sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
  tree.write("/sys/class/thermal/thermal_zone1/temp", "54400\n");
  EXPECT_EQ(fact(tree, "SMT").value, "on");
  EXPECT_FALSE(fact(tree, "SMT").warning);
  EXPECT_TRUE(fact(tree, "clock").warning);
  EXPECT_EQ(fact(tree, "CPU temperature").value, "54 °C");
  tree.write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  EXPECT_FALSE(fact(tree, "clock").warning);
}

TEST(MachineFitness, WarnsInAVirtualMachineAndNamesAContainer) {
  FileTree tree;
  tree.write("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme sse2\n");
  EXPECT_EQ(fact(tree, "virtual machine").value, "no");
  EXPECT_EQ(fact(tree, "container").value, "no");
  tree.write("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme hypervisor sse2\n");
  tree.write("/.dockerenv", "");
  EXPECT_TRUE(fact(tree, "virtual machine").warning);
  EXPECT_EQ(fact(tree, "container").value, "docker");
  tree.write("/run/systemd/container", "lxc\n");
  EXPECT_EQ(fact(tree, "container").value, "lxc");
}

TEST(MachineFitness, WarnsOfMemoryThatIsSwappedOut) {
  FileTree tree;
  tree.write("/proc/meminfo",
             "MemTotal:       16777216 kB\nMemFree:  1 kB\nSwapTotal:       8388608 kB\n"
             "SwapFree:        8388608 kB\n");
  EXPECT_EQ(fact(tree, "swap in use").value, "0.0 of 8.0 GiB");
  EXPECT_FALSE(fact(tree, "swap in use").warning);
  tree.write("/proc/meminfo",
             "MemTotal:       16777216 kB\nSwapTotal:       8388608 kB\n"
             "SwapFree:        6291456 kB\n");
  EXPECT_EQ(fact(tree, "swap in use").value, "2.0 of 8.0 GiB");
  EXPECT_TRUE(fact(tree, "swap in use").warning);
  tree.write("/proc/meminfo", "MemTotal: 1 kB\nSwapTotal: many kB\nSwapFree: 0 kB\n");
  EXPECT_EQ(fact(tree, "swap in use").value, "");
}

TEST(MachineFitness, CountsTheLoadOfOthersWithoutItsOwn) {
  const auto before = parse_cpu_times("cpu  100 0 50 800 50 0 0 0 7 0\ncpu0 1 2 3\n");
  const auto after = parse_cpu_times("cpu  150 5 60 920 60 3 2 0 9 0\n");
  ASSERT_TRUE(before && after);
  EXPECT_DOUBLE_EQ(before->busy, 150);
  EXPECT_DOUBLE_EQ(before->total, 1000);
  EXPECT_DOUBLE_EQ(*foreign_share(*before, *after, 0), 0.35);  // 70 of 200 ticks
  EXPECT_DOUBLE_EQ(*foreign_share(*before, *after, 30), 0.2);
  EXPECT_DOUBLE_EQ(*foreign_share(*before, *after, 90), 0);
  EXPECT_EQ(foreign_share(*before, *before, 0), std::nullopt);
  for (const char* wrong : {"", "cpu", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8", "cpu 1 2 3 x 5 6 7 8"})
    EXPECT_EQ(parse_cpu_times(wrong), std::nullopt) << wrong;
}

TEST(MachineFitness, WarnsOfAGpuThatIsNotSetUpAsItIsDelivered) {
  FileTree tree;
  const Instrumentation all{.devices = {{.id = "GPU-a",
                                         .vendor = "nvidia",
                                         .driver_version = "550.54",
                                         .power_limit = Watts{500},
                                         .default_power_limit = Watts{700},
                                         .persistence_mode = false,
                                         .mig = true},
                                        {.id = "AMD-b",
                                         .vendor = "amd",
                                         .driver_version = "amdgpu",
                                         .power_limit = Watts{289},
                                         .default_power_limit = Watts{289}},
                                        {.id = "SIM-0", .simulated = true}},
                            .channels = {},
                            .absences = {},
                            .processes_untrusted = {}};
  EXPECT_EQ(fact(tree, "driver of GPU-a", all).value, "550.54");
  EXPECT_EQ(fact(tree, "persistence mode of GPU-a", all).advice, "sudo nvidia-smi -i GPU-a -pm 1");
  const FitnessFact limit = fact(tree, "power limit of GPU-a", all);
  EXPECT_EQ(limit.value, "500 W, 700 W as delivered");
  EXPECT_TRUE(limit.warning);
  EXPECT_EQ(limit.advice, "sudo nvidia-smi -i GPU-a -pl 700");
  EXPECT_TRUE(fact(tree, "division of GPU-a", all).warning);
  EXPECT_FALSE(fact(tree, "power limit of AMD-b", all).warning);
  for (const FitnessFact& any : machine_fitness(tree.root(), all, Seconds(0))) {
    EXPECT_EQ(any.name.find("SIM-0"), std::string::npos);
    EXPECT_NE(any.name, "persistence mode of AMD-b");
  }
}

TEST(MachineFitness, TakesTheDaemonForPersistenceThatNvmlDoesNotTell) {
  FileTree tree;
  const Instrumentation all{.devices = {{.id = "GPU-a", .vendor = "nvidia"}},
                            .channels = {},
                            .absences = {},
                            .processes_untrusted = {}};
  EXPECT_EQ(fact(tree, "persistence mode of GPU-a", all).value, "");
  EXPECT_FALSE(fact(tree, "persistence mode of GPU-a", all).warning);
  tree.write("/run/nvidia-persistenced/socket", "");
  EXPECT_EQ(fact(tree, "persistence mode of GPU-a", all).value, "on, by nvidia-persistenced");
}

}  // namespace
}  // namespace mutation
