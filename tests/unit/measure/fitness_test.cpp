// Facts about the machine from a made-up /proc and /sys.
#include "measure/fitness.h"

#include <gtest/gtest.h>

#include "unit/measure/tree.h"

namespace mutation {
namespace {

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

}  // namespace
}  // namespace mutation
