// Where root writes, and where it does not let itself be led.
#include "os/folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t kSomebody = 65534;

class FolderTest : public testing::Test {
 protected:
  FolderTest() {
    char name[] = "/tmp/folder_test_XXXXXX";
    root_ = mkdtemp(name);
    fs::permissions(root_, fs::perms(0777));
    fs::create_directory(root_ + "/precious");
    MUTATION_CHECK(write_file_durably(root_ + "/precious/file", "old").ok());
  }
  ~FolderTest() override { fs::remove_all(root_); }

  // As somebody who may write there would lay it.
  void lay_link(const std::string& name, const std::string& target, uid_t owner) const {
    fs::create_symlink(root_ + "/" + target, root_ + "/" + name);
    MUTATION_CHECK(lchown((root_ + "/" + name).c_str(), owner, owner) == 0);
  }
  std::string precious() const { return *read_file(root_ + "/precious/file"); }
  size_t files_in_precious() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(root_ + "/precious"), fs::directory_iterator()));
  }

  std::string root_;
};

class RootsFolder : public FolderTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
  }
};

TEST_F(RootsFolder, IsNotReachedThroughALinkOfAnotherUser) {
  lay_link("results", "precious", kSomebody);
  for (const Status& refused :
       {write_file_durably(root_ + "/results/file", "new"), make_directories(root_ + "/results/x"),
        open_for_append(root_ + "/results/file") ? Status() : Status(Error{"", {}}),
        open_anew(root_ + "/results/file") ? Status() : Status(Error{"", {}})}) {
    EXPECT_FALSE(refused.ok());
  }
  const Status made = make_directories(root_ + "/results/x/y");
  ASSERT_FALSE(made.ok());
  EXPECT_THAT(
      made.error().message,
      HasSubstr("\"results\" is a symbolic link of user 65534, which root does not follow"));
  EXPECT_EQ(made.error().hint, "name the folder that it leads to");
  EXPECT_EQ(precious(), "old");
  EXPECT_EQ(files_in_precious(), 1u);
}

TEST_F(RootsFolder, IsReachedThroughRootsOwnLinks) {
  lay_link("results", "precious", 0);
  EXPECT_TRUE(write_file_durably(root_ + "/results/file", "new").ok());
  EXPECT_EQ(precious(), "new");
  EXPECT_TRUE(make_directories(root_ + "/results/../results/./x//y").ok());
  EXPECT_TRUE(fs::is_directory(root_ + "/precious/x/y"));
}

TEST_F(RootsFolder, IsReachedByOthersThroughAnyLink) {
  lay_link("results", "precious", 0);
  fs::permissions(root_ + "/precious", fs::perms(0777));
  const pid_t child = fork();
  if (child == 0) {
    const bool dropped = setresuid(kSomebody, kSomebody, kSomebody) == 0;
    _exit(dropped && make_directories(root_ + "/results/x/y").ok() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(fs::is_directory(root_ + "/precious/x/y"));
}

TEST_F(FolderTest, LinksInAFilesOwnPlaceAreNotWrittenThrough) {
  fs::create_symlink(root_ + "/precious/file", root_ + "/log");
  fs::create_symlink(root_ + "/precious/other", root_ + "/new");
  EXPECT_FALSE(open_for_append(root_ + "/log").ok());
  EXPECT_FALSE(open_anew(root_ + "/log").ok());
  EXPECT_FALSE(open_anew(root_ + "/new").ok());
  EXPECT_EQ(precious(), "old");
  EXPECT_EQ(files_in_precious(), 1u);
}

TEST_F(FolderTest, LinksInTheWayOfADurableWriteAreReplaced) {
  fs::create_symlink(root_ + "/precious/file", root_ + "/script.sh");
  fs::create_symlink(root_ + "/precious/file", root_ + "/script.sh.tmp");
  ASSERT_TRUE(write_file_durably(root_ + "/script.sh", "new").ok());
  EXPECT_FALSE(fs::is_symlink(root_ + "/script.sh"));
  EXPECT_EQ(*read_file(root_ + "/script.sh"), "new");
  EXPECT_FALSE(fs::exists(root_ + "/script.sh.tmp"));
  EXPECT_EQ(precious(), "old");
}

TEST_F(FolderTest, NothingIsWritableByOthersWhateverTheUmask) {
  const mode_t before = umask(0);
  EXPECT_TRUE(make_directories(root_ + "/a/b").ok());
  EXPECT_TRUE(write_file_durably(root_ + "/a/file", "x").ok());
  EXPECT_TRUE(open_for_append(root_ + "/a/events").ok());
  EXPECT_TRUE(open_anew(root_ + "/a/log").ok());
  umask(before);
  for (const char* const name : {"/a", "/a/b", "/a/file", "/a/events", "/a/log"}) {
    struct stat status {};
    ASSERT_EQ(stat((root_ + name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0022, 0u) << name;
  }
}

TEST_F(FolderTest, SaysWhatIsInTheWay) {
  const Status no_folder = make_directories(root_ + "/precious/file/x");
  ASSERT_FALSE(no_folder.ok());
  EXPECT_THAT(no_folder.error().message, HasSubstr("Not a directory (errno 20)"));
  const auto missing = find_place(root_ + "/nowhere/x");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().message, HasSubstr("No such file or directory (errno 2)"));
  EXPECT_FALSE(find_place(root_ + "/precious/").ok());
  EXPECT_FALSE(find_place(root_ + "/precious/..").ok());
  fs::create_symlink("loop", root_ + "/loop");
  EXPECT_FALSE(make_directories(root_ + "/loop/x").ok());
}

}  // namespace
}  // namespace mutation
