#include "privilege/governor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Governor, IsSetOnEveryCpuAndReadBack) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  cpus.add("cpu1", "schedutil");
  cpus.add("cpu17", "powersave");
  Governor governor(cpus.root(), nullptr, cpus.state());
  const auto change = governor.set("performance");
  ASSERT_TRUE(change.ok()) << to_text(change.error());
  EXPECT_EQ(change->asked, "performance");
  EXPECT_THAT(change->before, ElementsAre("powersave", "schedutil"));
  EXPECT_THAT(change->after, ElementsAre("performance"));
  EXPECT_EQ(cpus.governor_of("cpu17"), "performance");
}

TEST(Governor, IsPutBackCpuByCpu) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  cpus.add("cpu1", "schedutil");
  Governor governor(cpus.root(), nullptr, cpus.state());
  ASSERT_TRUE(governor.set("performance").ok());
  ASSERT_TRUE(governor.set("ondemand").ok());
  ASSERT_TRUE(governor.restore().ok());
  EXPECT_EQ(cpus.governor_of("cpu0"), "powersave");
  EXPECT_EQ(cpus.governor_of("cpu1"), "schedutil");
}

TEST(Governor, RestoreWithoutSetTouchesNothing) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  Governor governor(cpus.root(), nullptr, cpus.state());
  EXPECT_TRUE(governor.restore().ok());
  EXPECT_EQ(cpus.governor_of("cpu0"), "powersave");
}

TEST(Governor, LeavesOfflineCpusAlone) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  cpus.add("cpu1", "ondemand");
  cpus.take_offline("cpu1");
  Governor governor(cpus.root(), nullptr, cpus.state());
  const auto change = governor.set("performance");
  ASSERT_TRUE(change.ok());
  EXPECT_THAT(change->before, ElementsAre("powersave"));
  EXPECT_EQ(cpus.governor_of("cpu1"), "ondemand");
}

TEST(Governor, OnAMachineWithoutAnySaysSo) {
  const FakeCpus cpus;
  std::filesystem::create_directories(cpus.folder("cpu0"));
  std::filesystem::create_directories(cpus.folder("cpufreq"));
  Governor governor(cpus.root(), nullptr, cpus.state());
  const auto change = governor.set("performance");
  ASSERT_FALSE(change.ok());
  EXPECT_THAT(change.error().message, HasSubstr("this machine offers no CPU frequency governor"));
}

TEST(Governor, RefusesNamesThatAreNoGovernor) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  Governor governor(cpus.root(), nullptr, cpus.state());
  const auto change = governor.set("perf");
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().message, "unknown CPU governor \"perf\"");
  EXPECT_EQ(change.error().hint,
            "one of performance, powersave, ondemand, conservative, schedutil, userspace");
  EXPECT_EQ(cpus.governor_of("cpu0"), "powersave");
}

TEST(Governor, ThatADriverDoesNotOfferIsNotTried) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  cpus.offer("cpu0", "performance powersave");
  cpus.add("cpu1", "powersave");
  cpus.offer("cpu1", "powersave schedutil performance");
  Governor governor(cpus.root(), nullptr, cpus.state());
  const auto change = governor.set("schedutil");
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().message,
            "set CPU governor schedutil: the CPUs' driver does not offer the governor schedutil");
  EXPECT_EQ(change.error().hint, "it offers performance, powersave");
  EXPECT_EQ(cpus.governor_of("cpu1"), "powersave");
  EXPECT_TRUE(governor.set("performance").ok());
}

TEST(Governor, ThatCannotBeWrittenOnOneCpuIsPutBackOnTheOthers) {
  FakeCpus cpus;
  cpus.add("cpu0", "powersave");
  cpus.add("cpu1", "powersave");
  EXPECT_EQ(
      in_a_child([&]() -> std::string {
        const std::string first = cpus.folder("cpu0") + "/cpufreq/scaling_governor";
        std::filesystem::permissions(first, std::filesystem::perms(0666));
        const std::string second = cpus.folder("cpu1") + "/cpufreq/scaling_governor";
        std::filesystem::permissions(second, std::filesystem::perms(0444));
        if (geteuid() == 0) REQUIRE(drop_to(nobody()).ok());
        Governor governor(cpus.root(), nullptr, "");
        const auto change = governor.set("performance");
        REQUIRE(!change.ok());
        REQUIRE(change.error().message.find("cpu1/cpufreq") != std::string::npos);
        REQUIRE(change.error().hint == "the CPU governor needs root: start the program with sudo");
        REQUIRE(cpus.governor_of("cpu0") == "powersave");
        return "";
      }),
      0);
}

}  // namespace
}  // namespace mutation
