#include "os/cgroup.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "os/file.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "os/spawn.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

constexpr const char* kPure =
    "22 1 0:21 / /proc rw - proc proc rw\n"
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

TEST(FindCgroup, JoinsMountPointAndPath) {
  const auto place = find_cgroup(kPure, "0::/user.slice/user-1000.slice/session-3.scope\n");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->directory, "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope");
  EXPECT_EQ(place->path, "/user.slice/user-1000.slice/session-3.scope");
}

TEST(FindCgroup, FindsVersion2BesideVersion1) {
  const auto place = find_cgroup(
      "36 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
      "4:memory:/elsewhere\n0::/\n");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->directory, "/sys/fs/cgroup/unified");
}

TEST(FindCgroup, TakesTheMountsRootOffThePath) {
  // A container that has only its own part of the hierarchy mounted.
  const auto place = find_cgroup("30 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw\n",
                                 "0::/docker/abc/trainings\n");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->directory, "/sys/fs/cgroup/trainings");
  EXPECT_FALSE(find_cgroup("30 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw\n",
                           "0::/docker/abcdef\n"));
}

TEST(FindCgroup, ReadsBlanksInMountPoints) {
  const auto place =
      find_cgroup("30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw\n", "0::/a\n");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->directory, "/my groups/a");
}

TEST(FindCgroup, SaysWhyThereIsNone) {
  EXPECT_EQ(find_cgroup(kPure, "4:memory:/a\n").error().message, "this process is in no cgroup v2");
  EXPECT_EQ(find_cgroup("22 1 0:21 / /proc rw - proc proc rw\n", "0::/a\n").error().message,
            "no cgroup v2 is mounted that holds /a");
  EXPECT_EQ(find_cgroup(kPure, "0::/../outside\n").error().message,
            "the cgroup /../outside lies outside of what can be reached");
  EXPECT_FALSE(find_cgroup(kPure, "0::/gone (deleted)\n"));
}

TEST(FindCgroup, FindsTheFreezerOfVersion1AloneOrWithOthers) {
  const auto place = find_cgroup(
      "36 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "37 31 0:34 / /sys/fs/cgroup/freezer,cpuset rw - cgroup cgroup rw,cpuset,freezer\n"
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
      "4:memory:/elsewhere\n3:cpuset,freezer:/mine\n0::/\n", CgroupKind::freezer);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->directory, "/sys/fs/cgroup/freezer,cpuset/mine");
  EXPECT_EQ(place->path, "/mine");
  EXPECT_EQ(place->kind, CgroupKind::freezer);
  EXPECT_EQ(find_cgroup(kPure, "0::/a\n", CgroupKind::freezer).error().message,
            "this process is in no cgroup v1 freezer");
}

class CgroupOfEachKind : public testing::TestWithParam<CgroupKind> {
 protected:
  // A group with a hostile tree of 31 processes in it.
  void SetUp() override {
    const Result<CgroupPlace> own = own_cgroup(GetParam());
    if (!own) GTEST_SKIP() << own.error().message;
    Result<Cgroup> made = Cgroup::make(*own, "mutation-kind-test");
    if (!made) GTEST_SKIP() << made.error().message;
    group_ = std::move(*made);
    ASSERT_TRUE(become_subreaper());
    const bool enters = GetParam() == CgroupKind::freezer;
    const auto root = spawn({.argv = {TEST_CHILD, "hostile", "30", "sleep"},
                             .cgroup_fd = group_->fd(),
                             .cgroup_entry = enters ? CgroupEntry::entered : CgroupEntry::born});
    ASSERT_TRUE(root && root->in_cgroup);
    forget_own_child(root->pid);
    while (group_->processes().size() != 31) poll_until({}, Boottime::now() + kMoment);
  }
  void TearDown() override {
    if (!group_) return;
    // Whatever was killed is this process's to reap, being its descendants' reaper.
    std::vector<Reaped> reaped;
    while (reap_all(&reaped) == Children::some) poll_until({}, Boottime::now() + kMoment);
    EXPECT_GE(reaped.size(), 31u);
    EXPECT_FALSE(group_->populated());
    EXPECT_TRUE(group_->remove());
  }
  static constexpr Boottime::duration kMoment = std::chrono::milliseconds(1);
  std::optional<Cgroup> group_;
};

TEST_P(CgroupOfEachKind, IsEmptiedByOneKill) {
  EXPECT_TRUE(group_->populated());
  EXPECT_TRUE(group_->kill());
}

TEST_P(CgroupOfEachKind, IsEmptiedByFreezingWhereThereIsNoCgroupKill) {
  group_->freeze_and_kill();
}

TEST_P(CgroupOfEachKind, IsFoundAgainByItsDirectory) {
  const std::optional<Cgroup> again = Cgroup::open(group_->place().directory);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->place().kind, GetParam());
  EXPECT_TRUE(again->kill());
  EXPECT_FALSE(Cgroup::open(group_->place().directory + "/cgroup.procs"));
  EXPECT_FALSE(Cgroup::open("/tmp"));
}

INSTANTIATE_TEST_SUITE_P(All, CgroupOfEachKind,
                         testing::Values(CgroupKind::unified, CgroupKind::freezer),
                         [](const testing::TestParamInfo<CgroupKind>& kind) {
                           return kind.param == CgroupKind::unified ? "unified" : "freezer";
                         });

TEST(Cgroup, TakesAnotherNameWhereOneIsTakenAndRemovesWhatLiesBelow) {
  const Result<CgroupPlace> own = own_cgroup();
  if (!own) GTEST_SKIP() << own.error().message;
  const Result<Cgroup> first = Cgroup::make(*own, "mutation-cgroup-test");
  if (!first) GTEST_SKIP() << first.error().message;
  const Result<Cgroup> second = Cgroup::make(*own, "mutation-cgroup-test");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->place().directory, first->place().directory + "-2");
  const Result<Cgroup> below = Cgroup::make(first->place(), "below");
  ASSERT_TRUE(below);
  EXPECT_TRUE(second->remove());
  EXPECT_TRUE(first->remove());
  EXPECT_TRUE(first->remove());
  EXPECT_FALSE(std::filesystem::exists(first->place().directory));
  EXPECT_FALSE(first->populated());
  EXPECT_TRUE(first->processes().empty());
}

TEST(Cgroup, IsNotMistakenForALaterOneOfItsName) {
  const Result<CgroupPlace> own = own_cgroup();
  if (!own) GTEST_SKIP() << own.error().message;
  const Result<Cgroup> old = Cgroup::make(*own, "mutation-name-test");
  if (!old) GTEST_SKIP() << old.error().message;
  ASSERT_TRUE(old->remove());
  const Result<Cgroup> later = Cgroup::make(*own, "mutation-name-test");
  ASSERT_TRUE(later);
  EXPECT_TRUE(old->remove());
  EXPECT_TRUE(std::filesystem::exists(later->place().directory));
  EXPECT_TRUE(later->remove());
}

}  // namespace
}  // namespace mutation
