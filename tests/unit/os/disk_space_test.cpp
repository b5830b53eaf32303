#include "os/disk_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::HasSubstr;

TEST(DiskSpace, IsAskedOfTheFileSystemOfAFolder) {
  const Result<DiskSpace> space = disk_space("/");
  ASSERT_TRUE(space);
  EXPECT_TRUE(space->has_free_files);
}

TEST(DiskSpace, TooLittleSaysHowMuchIsFreeAndNeededAndWhere) {
  // /proc has no room at all.
  const Status enough = enough_disk_space("/proc", 256);
  ASSERT_FALSE(enough);
  EXPECT_EQ(enough.error().message,
            "0 MB are free in /proc, and 256 MB are needed before a run begins");
  EXPECT_THAT(enough.error().hint, HasSubstr("min_free_disk_mb"));
}

TEST(DiskSpace, NothingNeededIsAlwaysThere) {
  EXPECT_TRUE(enough_disk_space("/proc", 0));
}

TEST(DiskSpace, AFolderThatIsGoneIsAnError) {
  const Status enough = enough_disk_space("/no/such/folder", 0);
  ASSERT_FALSE(enough);
  EXPECT_THAT(enough.error().message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace mutation
