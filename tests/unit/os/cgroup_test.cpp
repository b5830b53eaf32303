#include "os/cgroup.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "os/file.h"

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
