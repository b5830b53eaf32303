#include "base/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

bool is_open(int fd) {
  return fcntl(fd, F_GETFD) >= 0;
}

TEST(UniqueFd, MoveAssignmentClosesWhatItHeld) {
  UniqueFd first(open("/dev/null", O_RDONLY));
  UniqueFd second(open("/dev/null", O_RDONLY));
  const int old = first.get();
  const int kept = second.get();
  first = std::move(second);
  EXPECT_FALSE(is_open(old));
  EXPECT_EQ(first.get(), kept);
  EXPECT_TRUE(is_open(kept));
  EXPECT_FALSE(second.valid());
}

TEST(UniqueFd, SelfMoveKeepsTheDescriptor) {
  UniqueFd fd(open("/dev/null", O_RDONLY));
  UniqueFd& alias = fd;
  fd = std::move(alias);
  EXPECT_TRUE(is_open(fd.get()));
}

}  // namespace
}  // namespace mutation
