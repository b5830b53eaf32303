// A folder and its copy: what is the same, what still means the same, and what is refused.
#include "os/copy_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class CopyFolder : public testing::Test {
 protected:
  CopyFolder() {
    char name[] = "/tmp/copy_folder_test_XXXXXX";
    root_ = mkdtemp(name);
    write("repo/train.sh", "#!/bin/sh\n");
    chmod((root_ + "/repo/train.sh").c_str(), 0555);
    write("repo/src/model.py", "import torch\n");
    write("repo/data/big.bin", std::string(100'000, 'x'));
    write("shared/words.txt", "words\n");
  }
  ~CopyFolder() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories(fs::path(root_ + "/" + path).parent_path());
    std::ofstream(root_ + "/" + path) << text;
  }
  void link(const std::string& path, const std::string& target) const {
    fs::create_symlink(target, root_ + "/" + path);
  }
  FolderToCopy to_copy() const {
    return {
        .from = root_ + "/repo", .to = root_ + "/copy", .linked = {}, .left_out = {}, .go_on = {}};
  }
  std::vector<std::string> names_in(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root_ + "/" + path)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  bool there(const std::string& path) const { return fs::exists(root_ + "/" + path); }

  std::string root_;
};

TEST_F(CopyFolder, HoldsTheSameFilesWithTheirModesAndTimes) {
  const auto then = fs::last_write_time(root_ + "/repo/train.sh") - std::chrono::hours(5);
  fs::last_write_time(root_ + "/repo/train.sh", then);
  const auto copy = copy_folder(to_copy());
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(copy->files, 3u);
  EXPECT_EQ(copy->bytes, 10u + 13u + 100'000u);
  EXPECT_TRUE(copy->whole);
  EXPECT_EQ(*read_file(root_ + "/copy/src/model.py"), "import torch\n");
  EXPECT_EQ(read_file(root_ + "/copy/data/big.bin")->size(), 100'000u);
  EXPECT_EQ(fs::status(root_ + "/copy/train.sh").permissions(), fs::perms(0555));
  EXPECT_EQ(fs::last_write_time(root_ + "/copy/train.sh"), then);
}

TEST_F(CopyFolder, IsAnother) {
  ASSERT_TRUE(copy_folder(to_copy()));
  write("copy/src/model.py", "changed");
  write("copy/checkpoint", "new");
  EXPECT_EQ(*read_file(root_ + "/repo/src/model.py"), "import torch\n");
  EXPECT_FALSE(there("repo/checkpoint"));
}

TEST_F(CopyFolder, LinksKeepTheirMeaning) {
  link("repo/src/inner", "../train.sh");
  link("repo/src/outer", "../../shared/words.txt");
  link("repo/whole", root_ + "/repo/data");
  link("repo/system", "/etc/hostname");
  link("repo/dangling", "nowhere");
  ASSERT_TRUE(copy_folder(to_copy()));
  EXPECT_EQ(fs::read_symlink(root_ + "/copy/src/inner"), "../train.sh");
  EXPECT_EQ(*read_file(root_ + "/copy/src/outer"), "words\n");
  EXPECT_EQ(fs::read_symlink(root_ + "/copy/whole"), root_ + "/copy/data");
  EXPECT_EQ(fs::read_symlink(root_ + "/copy/system"), "/etc/hostname");
  EXPECT_EQ(fs::read_symlink(root_ + "/copy/dangling"), "nowhere");
}

TEST_F(CopyFolder, LinksLargeDataAndLeavesOutWhatIsNamed) {
  write("repo/.git/HEAD", "x");
  FolderToCopy asked = to_copy();
  asked.linked = {"data"};
  asked.left_out = {".git", "src/model.py", "never_there"};
  const auto copy = copy_folder(asked);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(copy->bytes, 10u);
  EXPECT_THAT(names_in("copy"), UnorderedElementsAre("train.sh", "src", "data"));
  EXPECT_THAT(names_in("copy/src"), testing::IsEmpty());
  EXPECT_EQ(fs::read_symlink(root_ + "/copy/data"), root_ + "/repo/data");
}

TEST_F(CopyFolder, WhatIsToBeLinkedMustBeThere) {
  FolderToCopy asked = to_copy();
  asked.linked = {"dataset"};
  const auto copy = copy_folder(asked);
  ASSERT_FALSE(copy);
  EXPECT_EQ(copy.error().message, "there is no " + root_ + "/repo/dataset");
  EXPECT_FALSE(there("copy"));
}

TEST_F(CopyFolder, SpecialFilesAreRefusedBeforeAnythingIsWritten) {
  ASSERT_EQ(mkfifo((root_ + "/repo/src/pipe").c_str(), 0600), 0);
  const auto copy = copy_folder(to_copy());
  ASSERT_FALSE(copy);
  EXPECT_EQ(copy.error().message,
            root_ + "/repo/src/pipe is no file, folder or link and cannot be copied");
  EXPECT_THAT(copy.error().hint, HasSubstr("copy_excludes"));
  EXPECT_FALSE(there("copy"));
}

TEST_F(CopyFolder, ACopyWithinTheFolderMustLieInWhatIsLeftOut) {
  write("repo/results/old", "x");
  FolderToCopy asked = to_copy();
  asked.to = root_ + "/repo/results/copy";
  const auto refused = copy_folder(asked);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("would lie in " + root_ + "/repo itself"));
  asked.left_out = {"results"};
  ASSERT_TRUE(copy_folder(asked));
  EXPECT_THAT(names_in("repo/results/copy"), UnorderedElementsAre("train.sh", "src", "data"));
}

TEST_F(CopyFolder, NothingIsLeftOfOneThatIsEnded) {
  FolderToCopy asked = to_copy();
  int questions = 0;
  asked.go_on = [&] { return ++questions < 8; };
  const auto copy = copy_folder(asked);
  ASSERT_TRUE(copy);
  EXPECT_FALSE(copy->whole);
  EXPECT_FALSE(there("copy"));
}

TEST_F(CopyFolder, WhatIsThereAlreadyIsNotTouched) {
  write("copy/own", "x");
  const auto copy = copy_folder(to_copy());
  ASSERT_FALSE(copy);
  EXPECT_THAT(copy.error().message, HasSubstr("File exists"));
  EXPECT_TRUE(there("copy/own"));
}

TEST_F(CopyFolder, AFolderThatIsNotThereIsAnError) {
  FolderToCopy asked = to_copy();
  asked.from = root_ + "/none";
  const auto copy = copy_folder(asked);
  ASSERT_FALSE(copy);
  EXPECT_THAT(copy.error().message, HasSubstr("read folder " + root_ + "/none: No such file"));
}

TEST_F(CopyFolder, RemovingFollowsNoLink) {
  link("copy", root_ + "/shared");
  EXPECT_TRUE(remove_folder(root_ + "/copy"));
  EXPECT_TRUE(there("shared/words.txt"));
  EXPECT_TRUE(remove_folder(root_ + "/copy")) << "not there";
}

}  // namespace
}  // namespace mutation
