// Being told of writes.
#include "os/file_watch.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

namespace mutation {
namespace {

// inotify tells within the call that writes: nothing is waited for.
bool is_told(const FileWatch& watch) {
  pollfd asked{watch.fd(), POLLIN, 0};
  return poll(&asked, 1, 0) == 1;
}

std::string new_file() {
  std::string path = "/tmp/watched-XXXXXX";
  close(mkstemp(path.data()));
  return path;
}

void append(const std::string& path) {
  std::ofstream(path, std::ios::app) << "x";
}

TEST(FileWatch, TellsOfWritesToTheOneFile) {
  const std::string one = new_file();
  const std::string other = new_file();
  Result<FileWatch> watch = FileWatch::open();
  ASSERT_TRUE(watch.ok());
  EXPECT_TRUE(watch->watch(one));
  EXPECT_FALSE(is_told(*watch));
  append(one);
  EXPECT_TRUE(is_told(*watch));
  watch->drain();
  EXPECT_FALSE(is_told(*watch));
  EXPECT_TRUE(watch->watch(other));
  watch->drain();
  append(one);
  EXPECT_FALSE(is_told(*watch));
  append(other);
  EXPECT_TRUE(is_told(*watch));
  EXPECT_FALSE(watch->watch(""));
  watch->drain();
  append(other);
  EXPECT_FALSE(is_told(*watch));
  EXPECT_FALSE(watch->watch("/tmp/there-is-no-such-file"));
  unlink(one.c_str());
  unlink(other.c_str());
}

}  // namespace
}  // namespace mutation
