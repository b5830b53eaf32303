// Files of lines that a crash has left damaged.
#include "record/line_repair.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

std::string repaired(const std::string& text) {
  const TemporaryFolder folder;
  put_file(folder / "lines", text);
  EXPECT_TRUE(drop_damaged_lines(folder / "lines").ok());
  return text_of_file(folder / "lines");
}

const std::string kHole(600, '\0');

TEST(LineRepair, LeavesWholeLinesAsTheyAre) {
  EXPECT_EQ(repaired(""), "");
  EXPECT_EQ(repaired("a\nb\n"), "a\nb\n");
  const std::string long_file = "a\n" + std::string(size_t{17} << 20, 'x') + "\nb\n";
  EXPECT_EQ(repaired(long_file), long_file);
}

TEST(LineRepair, DropsALastLineWithoutItsEnd) {
  EXPECT_EQ(repaired("a\nb\nc"), "a\nb\n");
  EXPECT_EQ(repaired("c"), "");
}

TEST(LineRepair, DropsLinesThatWereNotWrittenWholeAndKeepsThoseBehindThem) {
  EXPECT_EQ(repaired("a\nb" + kHole), "a\n");
  EXPECT_EQ(repaired("a\n" + kHole + "b\nc\nd" + kHole + "\ne\n"), "a\nc\ne\n");
}

TEST(LineRepair, KeepsTheFileAndItsTime) {
  const TemporaryFolder folder;
  const std::string path = folder / "lines";
  put_file(path, "a\nb");
  const timespec times[] = {{1762939800, 5}, {1762939800, 5}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  struct stat before {};
  struct stat after {};
  stat(path.c_str(), &before);
  ASSERT_TRUE(drop_damaged_lines(path).ok());
  stat(path.c_str(), &after);
  EXPECT_EQ(after.st_size, 2);
  EXPECT_EQ(after.st_ino, before.st_ino);
  EXPECT_EQ(after.st_mtim.tv_sec, 1762939800);
  EXPECT_EQ(after.st_mtim.tv_nsec, 5);
}

TEST(LineRepair, HasNothingToDoWithoutAFile) {
  const TemporaryFolder folder;
  EXPECT_TRUE(drop_damaged_lines(folder / "none").ok());
  EXPECT_FALSE(exists(folder / "none"));
}

}  // namespace
}  // namespace mutation
