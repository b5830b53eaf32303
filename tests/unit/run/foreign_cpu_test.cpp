#include "run/foreign_cpu.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using made_up::mono;
using testing::HasSubstr;

TEST(CgroupCpuTime, IsTheUsage) {
  EXPECT_EQ(parse_cgroup_cpu_time("usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n"),
            Seconds(1.5));
  EXPECT_EQ(parse_cgroup_cpu_time("nr_periods 0\n"), std::nullopt);
  EXPECT_EQ(parse_cgroup_cpu_time("usage_usec\n"), std::nullopt);
}

CpuLook look(double at, double busy, double program, std::map<pid_t, TreeCpuTime> trees = {}) {
  return {.at = mono(at),
          .busy = Seconds(busy),
          .total = Seconds(4 * at),
          .program = Seconds(program),
          .trees = std::move(trees)};
}

TEST(ForeignCpu, IsWhatIsLeftOfAllThatWasUsed) {
  const ForeignCpu it =
      foreign_cpu(look(100, 500, 3, {{7, {Seconds(20), true}}}),
                  look(110, 530, 4, {{7, {Seconds(25), true}}, {8, {Seconds(14), true}}}));
  EXPECT_NEAR(*it.fraction, 0.25, 1e-9) << "30 s busy, 20 s ours, of 4 CPUs for 10 s";
  EXPECT_EQ(it.reason, "");
}

TEST(ForeignCpu, SlightlyBelowZeroIsZero) {
  EXPECT_EQ(foreign_cpu(look(100, 500, 3), look(110, 510, 13.2)).fraction, 0);
}

TEST(ForeignCpu, SlightlyAboveAllCpusIsOne) {
  EXPECT_EQ(foreign_cpu(look(100, 500, 3), look(110, 540.05, 3)).fraction, 1);
}

TEST(ForeignCpu, FarBelowZeroIsAbsentAndNoZero) {
  const ForeignCpu it = foreign_cpu(look(100, 500, 3), look(110, 500, 13));
  EXPECT_FALSE(it.fraction.has_value());
  EXPECT_EQ(it.reason,
            "/proc/stat counts 0.00 s for all CPUs and our processes alone used 10.00 s: it does "
            "not count them");
}

TEST(ForeignCpu, OfLessThanASecondIsAbsent) {
  EXPECT_EQ(foreign_cpu(look(100, 500, 3), look(100.5, 501, 3)).reason,
            "0.50 s are too short: CPU time is counted in ticks of 10 ms");
}

TEST(ForeignCpu, IsAbsentWhenATreeCannotBeFollowed) {
  EXPECT_EQ(foreign_cpu(look(100, 500, 3, {{7, {Seconds(20), true}}}), look(110, 530, 4)).reason,
            "a training's tree was gone at the end");
  EXPECT_EQ(foreign_cpu(look(100, 500, 3, {{7, {Seconds(20), true}}}),
                        look(110, 530, 4, {{7, {Seconds(25), false}}}))
                .reason,
            "the CPU time of a training's cgroup could be read only once");
}

// A tree of files in place of / .
class CpusLookedAt : public testing::Test {
 protected:
  CpusLookedAt() : root_(testing::TempDir() + "foreign_cpu_test") {
    std::filesystem::remove_all(root_);
    // 100 ticks a second, as on every Linux that is in use.
    write("/proc/stat", "cpu  100 10 20 5000 5 6 7 99 1 0\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 12345\n");
  }
  ~CpusLookedAt() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    const std::filesystem::path file = root_ + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  // CPU time in ticks: its own, and that of its children that ended.
  void process(pid_t pid, pid_t parent, int own, int children) {
    write(fmt::format("/proc/{}/stat", pid),
          fmt::format("{} (a name) S {} 1 1 0 -1 4194560 100 0 0 0 {} 0 {} 0 20 0 1 0 12345 0 0\n",
                      pid, parent, own, children));
  }
  CpuLook look(const std::vector<CpuTree>& trees) {
    return look_at_cpus(root_, 50, trees, mono(1));
  }
  std::string root_;
};

TEST_F(CpusLookedAt, TreesWithoutCgroupAreTheirProcessesAndThoseThatEnded) {
  process(50, 1, 100, 9999);
  process(60, 50, 10, 200);
  process(61, 60, 300, 40);
  process(62, 61, 500, 0);
  process(70, 1, 12345, 0);
  const CpuLook found = look({{.keeper = 60}});
  EXPECT_EQ(found.problem, "");
  EXPECT_NEAR(found.busy.count(), 1.43, 1e-9);
  EXPECT_NEAR(found.total.count(), 52.47, 1e-9);
  EXPECT_NEAR(found.program.count(), 1, 1e-9) << "what it has reaped is in the trees";
  EXPECT_NEAR(found.trees.at(60).used.count(), 10.5, 1e-9);
  EXPECT_FALSE(found.trees.at(60).by_cgroup);
}

TEST_F(CpusLookedAt, TreesWithACgroupAreItsUsageAndTheirKeeper) {
  process(50, 1, 100, 0);
  process(60, 50, 10, 200);
  process(61, 60, 300, 40);
  write("/sys/fs/cgroup/tree/cpu.stat", "usage_usec 6000000\n");
  const CpuLook found = look({{.keeper = 60, .cgroup = "/sys/fs/cgroup/tree"}});
  EXPECT_NEAR(found.trees.at(60).used.count(), 6.1, 1e-9);
  EXPECT_TRUE(found.trees.at(60).by_cgroup);
}

TEST_F(CpusLookedAt, ACgroupThatCountsNothingIsNotReliedUpon) {
  process(50, 1, 100, 0);
  process(60, 50, 10, 200);
  const CpuLook found = look({{.keeper = 60, .cgroup = "/sys/fs/cgroup/freezer/tree"}});
  EXPECT_NEAR(found.trees.at(60).used.count(), 2.1, 1e-9);
}

TEST_F(CpusLookedAt, WhatIsHiddenIsAProblem) {
  EXPECT_EQ(look({}).problem, "/proc does not show this program's own processes");
  process(50, 1, 100, 0);
  EXPECT_EQ(look({}).problem, "");
  EXPECT_EQ(look({{.keeper = 60}}).problem, "a training's keeper is not to be seen in /proc");
  write("/proc/stat", "");
  EXPECT_EQ(look({}).problem, "/proc/stat does not count the CPUs' time");
  std::filesystem::remove(root_ + "/proc/stat");
  EXPECT_THAT(look({}).problem, HasSubstr("/proc/stat"));
}

TEST(CpusLookedAtReally, HaveThisProgram) {
  const CpuLook found = look_at_cpus("/", getpid(), {}, Monotonic::now());
  EXPECT_EQ(found.problem, "");
  EXPECT_GE(found.busy, found.program);
  EXPECT_GT(found.total, found.busy);
}

}  // namespace
}  // namespace mutation
