#include "record/space_reserve.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/result.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

TEST(SpaceReserve, TakesRealSpaceUntilItIsGivenUp) {
  const TemporaryFolder folder;
  SpaceReserve reserve(folder.path());
  struct stat file {};
  ASSERT_EQ(stat((folder / kReserveName).c_str(), &file), 0);
  EXPECT_EQ(file.st_size, 4 << 20);
  EXPECT_GE(file.st_blocks * 512, file.st_size);
  EXPECT_TRUE(reserve.give_up());
  EXPECT_FALSE(exists(folder / kReserveName));
  EXPECT_FALSE(reserve.give_up()) << "there is only one";
}

TEST(SpaceReserve, GoesWithItsOwner) {
  const TemporaryFolder folder;
  { const SpaceReserve reserve(folder.path()); }
  EXPECT_FALSE(exists(folder / kReserveName));
}

TEST(SpaceReserve, MovesWithoutBeingGivenUp) {
  const TemporaryFolder folder;
  SpaceReserve reserve;
  reserve = SpaceReserve(folder.path());
  EXPECT_TRUE(exists(folder / kReserveName));
  EXPECT_TRUE(reserve.give_up());
}

TEST(SpaceReserve, WhereThereIsNoFolderThereIsNone) {
  SpaceReserve reserve("/no/such/folder");
  EXPECT_FALSE(reserve.give_up());
}

TEST(WrittenWith, TriesOnceMoreWithTheReserveGivenUp) {
  const TemporaryFolder folder;
  SpaceReserve reserve(folder.path());
  int tries = 0;
  const auto write = [&]() -> Status {
    ++tries;
    if (exists(folder / kReserveName)) return Error{"disk full", {}};
    return {};
  };
  EXPECT_TRUE(written_with(reserve, write));
  EXPECT_EQ(tries, 2);
}

TEST(WrittenWith, GivesUpNothingWhereAllIsWell) {
  const TemporaryFolder folder;
  SpaceReserve reserve(folder.path());
  EXPECT_TRUE(written_with(reserve, []() -> Status { return {}; }));
  EXPECT_TRUE(exists(folder / kReserveName));
}

TEST(WrittenWith, FailsWhereTheReserveDoesNotHelp) {
  SpaceReserve none;
  int tries = 0;
  EXPECT_FALSE(written_with(none, [&]() -> Status {
    ++tries;
    return Error{"read-only", {}};
  }));
  EXPECT_EQ(tries, 1);
}

}  // namespace
}  // namespace mutation
